import { useQuery } from '@tanstack/react-query';
import { Table, type TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, type Schema } from '../../api/client';
import { inUse } from '../../messages/language';
import '../../messages/operator';
import { Page } from '../../ui/page';
import { Failure, Loading } from '../../ui/states';

type Queue = Schema<'QueueResponse'>;

/** Days, hours, minutes or seconds, the largest that fits, in the words of the language. */
function showSeconds(seconds: number): string {
  const units = [
    [86_400, 'day'],
    [3_600, 'hour'],
    [60, 'minute'],
    [1, 'second'],
  ] as const;
  const [size, unit] = units.find(([most]) => seconds >= most) ?? ([1, 'second'] as const);
  const style = { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 0 } as const;
  return new Intl.NumberFormat(inUse(), style).format(Math.floor(seconds / size));
}

/** What waits for each department at this moment. */
export default function QueuesPage() {
  const { t } = useTranslation('operator');
  const queues = useQuery({
    queryKey: ['queues', inUse()],
    queryFn: () => bodyOf(api.GET('/api/v1/queues')),
    refetchInterval: 2_000,
  });
  const columns: TableColumnsType<Queue> = [
    { title: t('departments.name'), dataIndex: 'title' },
    { title: t('queues.ready'), dataIndex: 'ready', align: 'right' },
    { title: t('queues.inFlight'), dataIndex: 'inFlight', align: 'right' },
    { title: t('queues.awaiting'), dataIndex: 'awaitingAnswer', align: 'right' },
    { title: t('queues.later'), dataIndex: 'later', align: 'right' },
    {
      title: t('queues.oldest'),
      key: 'oldest',
      render: (_, { oldestSeconds }) => (oldestSeconds === null ? '—' : showSeconds(oldestSeconds)),
    },
  ];
  return (
    <Page title={t('queues.title')}>
      {queues.isPending && <Loading />}
      {queues.isError && <Failure error={queues.error} onRetry={() => void queues.refetch()} />}
      {queues.data !== undefined && (
        <>
          <Table<Queue>
            rowKey="department"
            columns={columns}
            dataSource={queues.data.items}
            pagination={false}
            scroll={{ x: 'max-content' }}
          />
          <p className="quiet">
            {t('queues.timerLag', { seconds: queues.data.timerLagSeconds })} ·{' '}
            {t('queues.mail', { seconds: queues.data.oldestMessageSeconds })}
          </p>
        </>
      )}
    </Page>
  );
}
