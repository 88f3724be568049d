import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Checkbox, Input, Select, Table, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, bodyOf, type Schema } from '../../api/client';
import { inUse } from '../../messages/language';
import { useAccount } from '../../session/session';
import { DueTag } from '../../ui/due-tag';
import { Page } from '../../ui/page';
import { Failure, Loading, Nothing } from '../../ui/states';
import { StatusTag } from '../../ui/status-tag';
import { showTime } from '../../ui/time';

const statuses = [
  ...(['accepted', 'running', 'completed', 'partiallyCompleted'] as const),
  ...(['rejected', 'withdrawn', 'cancelled', 'revoked'] as const),
];

interface Conditions {
  readonly q: string;
  readonly status?: (typeof statuses)[number] | undefined;
  readonly overdue: boolean;
}

/** What is put into the address of the API; what is looked for stays out of this page's own address. */
const queryOf = ({ q, status, overdue }: Conditions, cursor: string | null) => ({
  ...(q === '' ? {} : { q }),
  ...(status === undefined ? {} : { status }),
  ...(overdue ? { overdue: 'true' as const } : {}),
  ...(cursor === null ? {} : { cursor }),
});

type Case = Schema<'InstanceResponse'>;

/** The cases that exist for whoever looks, newest first. */
export default function CasesPage() {
  const { t } = useTranslation('cases');
  const { t: frame } = useTranslation();
  const { role } = useAccount();
  const [conditions, setConditions] = useState<Conditions>({ q: '', overdue: false });
  const change = (more: Partial<Conditions>) => setConditions({ ...conditions, ...more });
  const cases = useInfiniteQuery({
    queryKey: ['cases', conditions, inUse()],
    queryFn: ({ pageParam }) =>
      bodyOf(api.GET('/api/v1/instances', { params: { query: queryOf(conditions, pageParam) } })),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
  const columns: TableColumnsType<Case> = [
    {
      title: t('number'),
      key: 'number',
      render: (_, { id, caseNumber }) => <Link to={`/cases/${id}`}>{caseNumber}</Link>,
    },
    { title: t('status'), key: 'status', render: (_, { status }) => <StatusTag status={status} /> },
    { title: t('progress'), key: 'progress', render: (_, { progress }) => t('progressOf', { ...progress }) },
    {
      title: t('due'),
      key: 'due',
      render: (_, { dueAt, clock, level }) => <DueTag dueAt={dueAt} clock={clock} level={level} />,
    },
    { title: t('startedAt'), key: 'startedAt', render: (_, { startedAt }) => showTime(startedAt, inUse()) },
    ...(role === 'hospital'
      ? [
          {
            title: t('print'),
            key: 'print',
            render: (_: unknown, { id }: Case) => <Link to={`/cases/${id}/print`}>{t('print')}</Link>,
          },
        ]
      : []),
  ];
  const items = cases.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title={t('title')}>
      <div className="row" role="search">
        <Input.Search
          className="search"
          aria-label={t('search')}
          placeholder={t('search')}
          onSearch={(q) => change({ q: q.trim() })}
        />
        <Select
          aria-label={t('status')}
          placeholder={t('status')}
          allowClear
          value={conditions.status}
          onChange={(status) => change({ status })}
          options={statuses.map((value) => ({ value, label: frame(`status.${value}`) }))}
          popupMatchSelectWidth={false}
        />
        <Checkbox checked={conditions.overdue} onChange={({ target }) => change({ overdue: target.checked })}>
          {t('overdue')}
        </Checkbox>
      </div>
      {cases.isPending && <Loading />}
      {cases.isError && <Failure error={cases.error} onRetry={() => void cases.refetch()} />}
      {cases.isSuccess && items.length === 0 && (
        <Nothing>
          {t(conditions.q !== '' || conditions.status !== undefined || conditions.overdue ? 'noneFound' : 'none')}
        </Nothing>
      )}
      {items.length > 0 && (
        <Table<Case>
          rowKey="id"
          columns={columns}
          dataSource={items}
          pagination={false}
          scroll={{ x: 'max-content' }}
        />
      )}
      {cases.hasNextPage && (
        <Button onClick={() => void cases.fetchNextPage()} loading={cases.isFetchingNextPage}>
          {t('more')}
        </Button>
      )}
    </Page>
  );
}
