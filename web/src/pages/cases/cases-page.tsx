import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Table, type TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, bodyOf, type Schema } from '../../api/client';
import { inUse } from '../../messages/language';
import { DueTag } from '../../ui/due-tag';
import { Page } from '../../ui/page';
import { Failure, Loading, Nothing } from '../../ui/states';
import { StatusTag } from '../../ui/status-tag';
import { showTime } from '../../ui/time';

type Case = Schema<'InstanceResponse'>;

/** The cases that exist for whoever looks, newest first. */
export default function CasesPage() {
  const { t } = useTranslation('cases');
  const cases = useInfiniteQuery({
    queryKey: ['cases', inUse()],
    queryFn: ({ pageParam }) =>
      bodyOf(api.GET('/api/v1/instances', { params: { query: pageParam === null ? {} : { cursor: pageParam } } })),
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
  ];
  const items = cases.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title={t('title')}>
      {cases.isPending && <Loading />}
      {cases.isError && <Failure error={cases.error} onRetry={() => void cases.refetch()} />}
      {cases.isSuccess && items.length === 0 && <Nothing>{t('none')}</Nothing>}
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
