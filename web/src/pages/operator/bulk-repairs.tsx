import { CheckCircleOutlined, PauseCircleOutlined, StopOutlined, SyncOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Table, type TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, type Schema } from '../../api/client';
import { inUse } from '../../messages/language';
import { Failure, Loading, Nothing } from '../../ui/states';
import { Tag } from '../../ui/tag';
import { showTime } from '../../ui/time';

type Record = Schema<'BulkRepairRecordResponse'>;
type Order = 'pause' | 'resume' | 'cancel';

const looks = {
  running: ['active', <SyncOutlined />],
  paused: ['warn', <PauseCircleOutlined />],
  cancelled: ['neutral', <StopOutlined />],
  finished: ['good', <CheckCircleOutlined />],
} as const;

const orders: { readonly [State in Record['state']]: readonly Order[] } = {
  running: ['pause', 'cancel'],
  paused: ['resume', 'cancel'],
  cancelled: [],
  finished: [],
};

/** The records of what was decided about many incidents, and how far each has come. */
export function BulkRepairs({ mayOrder }: { readonly mayOrder: boolean }) {
  const { t } = useTranslation('operator');
  const queries = useQueryClient();
  const records = useQuery({
    queryKey: ['bulk-repairs', inUse()],
    queryFn: () => bodyOf(api.GET('/api/v1/bulk-repairs', { params: { query: { limit: 20 } } })),
    refetchInterval: 2_000,
  });
  const give = useMutation({
    mutationFn: async ({ id, order }: { id: string; order: Order }) => {
      const params = { path: { id } };
      if (order === 'pause') await api.POST('/api/v1/bulk-repairs/{id}/pause', { params });
      else if (order === 'resume') await api.POST('/api/v1/bulk-repairs/{id}/resume', { params });
      else await api.POST('/api/v1/bulk-repairs/{id}/cancel', { params });
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['bulk-repairs'] }),
  });
  const columns: TableColumnsType<Record> = [
    {
      title: t('bulk.cause'),
      key: 'cause',
      render: (_, { fingerprint, repair, reason }) => (
        <>
          {fingerprint}
          <div className="quiet">
            {t(`repair.${repair}`)}: {reason}
          </div>
        </>
      ),
    },
    {
      title: t('bulk.state'),
      key: 'state',
      render: (_, { state, paused, stage }) => {
        const [tone, icon] = looks[state];
        return (
          <>
            <Tag tone={tone} icon={icon} title={paused?.message}>
              {t(`bulk.${state}`)}
            </Tag>{' '}
            <span className="quiet">{t('bulk.stage', { stage })}</span>
          </>
        );
      },
    },
    {
      title: t('bulk.progress'),
      key: 'progress',
      render: (_, { total, letGo, done, failedAgain, fingerprint }) => (
        <>
          <progress value={done} max={Math.max(1, total)} aria-label={fingerprint} />
          <div className="quiet">{t('bulk.progressOf', { total, letGo, done, failedAgain })}</div>
        </>
      ),
    },
    { title: t('bulk.started'), key: 'at', render: (_, { startedAt }) => showTime(startedAt, inUse()) },
    ...(mayOrder
      ? [
          {
            title: t('bulk.orders'),
            key: 'orders',
            render: (_: unknown, { id, state }: Record) => (
              <div className="row">
                {orders[state].map((order) => (
                  <Button key={order} size="small" onClick={() => give.mutate({ id, order })}>
                    {t(`bulk.${order}`)}
                  </Button>
                ))}
              </div>
            ),
          },
        ]
      : []),
  ];
  return (
    <section className="card">
      <h2>{t('bulk.title')}</h2>
      {records.isPending && <Loading />}
      {records.isError && <Failure error={records.error} />}
      {give.isError && <Failure error={give.error} />}
      {records.data?.items.length === 0 && <Nothing>{t('bulk.none')}</Nothing>}
      {records.data !== undefined && records.data.items.length > 0 && (
        <Table<Record>
          rowKey="id"
          columns={columns}
          dataSource={records.data.items}
          pagination={false}
          scroll={{ x: 'max-content' }}
        />
      )}
    </section>
  );
}
