import { CheckCircleOutlined, StopOutlined } from '@ant-design/icons';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Table, type TableColumnsType } from 'antd';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, type Schema } from '../../api/client';
import { inUse } from '../../messages/language';
import '../../messages/operator';
import { useAccount } from '../../session/session';
import { Page } from '../../ui/page';
import { Failure, Loading } from '../../ui/states';
import { Tag } from '../../ui/tag';
import { showTime } from '../../ui/time';
import './operator.css';

/** Fetched when somebody wants it. */
const IssueKey = lazy(() => import('./issue-key'));

type Key = Schema<'ApiKeyResponse'>;

/** Who may reach the API by a key: nobody sees a key again once it was issued. */
export default function KeysPage() {
  const { t } = useTranslation('operator');
  const { modal } = App.useApp();
  const { role } = useAccount();
  const queries = useQueryClient();
  const [isIssuing, setIssuing] = useState(false);
  const keys = useInfiniteQuery({
    queryKey: ['keys'],
    queryFn: ({ pageParam }) =>
      bodyOf(
        api.GET('/api/v1/api-keys', {
          params: { query: { limit: 100, ...(pageParam === null ? {} : { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
  // They come by id; people look for the newest.
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = keys;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const revoke = useMutation({
    mutationFn: (id: string) => api.DELETE('/api/v1/api-keys/{id}', { params: { path: { id } } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['keys'] }),
  });
  const items = (keys.data?.pages.flatMap((page) => page.items) ?? []).sort((a, b) =>
    a.createdAt < b.createdAt ? 1 : -1,
  );
  const sure = ({ id, name }: Key): void =>
    void modal.confirm({
      title: t('keys.revoke'),
      content: t('keys.revokeSure', { name }),
      okText: t('keys.revoke'),
      okButtonProps: { danger: true },
      onOk: () => revoke.mutateAsync(id),
    });
  const columns: TableColumnsType<Key> = [
    { title: t('keys.name'), dataIndex: 'name' },
    { title: t('keys.role'), key: 'role', render: (_, key) => t(`role.${key.role as 'hospital'}`, { ns: 'frame' }) },
    { title: t('keys.organisation'), dataIndex: 'organisation' },
    { title: t('keys.departments'), key: 'departments', render: (_, { departments }) => departments.join(', ') },
    { title: t('keys.created'), key: 'created', render: (_, { createdAt }) => showTime(createdAt, inUse()) },
    {
      title: t('keys.expires'),
      key: 'expires',
      render: (_, { expiresAt }) => (expiresAt === null ? t('keys.never') : showTime(expiresAt, inUse())),
    },
    { title: t('keys.state'), key: 'state', render: (_, key) => <State of={key} now={keys.dataUpdatedAt} /> },
    ...(role === 'operator'
      ? [
          {
            title: t('keys.revoke'),
            key: 'revoke',
            render: (_: unknown, key: Key) =>
              key.revokedAt === null ? (
                <Button danger onClick={() => sure(key)} aria-label={`${t('keys.revoke')} ${key.name}`}>
                  {t('keys.revoke')}
                </Button>
              ) : null,
          },
        ]
      : []),
  ];
  return (
    <Page
      title={t('keys.title')}
      actions={
        role === 'operator' && (
          <Button type="primary" onClick={() => setIssuing(true)}>
            {t('keys.issue')}
          </Button>
        )
      }
    >
      {keys.isPending && <Loading />}
      {keys.isError && <Failure error={keys.error} onRetry={() => void keys.refetch()} />}
      {revoke.isError && <Failure error={revoke.error} />}
      {keys.isSuccess && (
        <Table<Key>
          rowKey="id"
          columns={columns}
          dataSource={items}
          pagination={{ pageSize: 50, hideOnSinglePage: true }}
          scroll={{ x: 'max-content' }}
        />
      )}
      {isIssuing && (
        <Suspense>
          <IssueKey onClose={() => setIssuing(false)} />
        </Suspense>
      )}
    </Page>
  );
}

function State({ of: { revokedAt, expiresAt }, now }: { readonly of: Key; readonly now: number }) {
  const { t } = useTranslation('operator');
  const isOver = expiresAt !== null && Date.parse(expiresAt) <= now;
  if (revokedAt === null && !isOver) {
    return (
      <Tag tone="good" icon={<CheckCircleOutlined />}>
        {t('keys.inForce')}
      </Tag>
    );
  }
  return (
    <Tag tone="neutral" icon={<StopOutlined />}>
      {t(revokedAt === null ? 'keys.expired' : 'keys.revoked')}
    </Tag>
  );
}
