import { Button, Table, type TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/client';
import { historyText } from '../../messages/history';
import { inUse } from '../../messages/language';
import { Failure, Loading } from '../../ui/states';
import { showTime } from '../../ui/time';
import { useHistory, type Case } from './use-case';

type Row = Schema<'HistoryRowResponse'>;

/** Everything that has happened, in its order, with the hashes that chain it. */
export function History({ id, steps }: { readonly id: string; readonly steps: Case['steps'] }) {
  const { t } = useTranslation('case');
  const history = useHistory(id);
  const titles = new Map(steps.map((step) => [step.id, step.title]));
  if (history.isPending) return <Loading />;
  if (history.isError) return <Failure error={history.error} onRetry={() => void history.refetch()} />;
  const columns: TableColumnsType<Row> = [
    { title: t('seq'), dataIndex: 'seq' },
    { title: t('when'), key: 'when', render: (_, { at }) => showTime(at, inUse()) },
    {
      title: t('what'),
      key: 'what',
      render: (_, { type, step, subject, code }) => (
        <>
          {step !== undefined && <strong>{titles.get(step) ?? step} </strong>}
          {subject !== undefined && <>{t('subject', { subject })} </>}
          {historyText(type, inUse())}
          {code !== undefined && <span className="quiet"> ({code})</span>}
        </>
      ),
    },
    { title: t('who'), dataIndex: 'actor' },
    {
      title: t('hash'),
      key: 'hash',
      render: (_, { hash }) => (
        <span className="hash" title={hash}>
          {hash.slice(0, 12)}…
        </span>
      ),
    },
  ];
  return (
    <>
      <Table<Row>
        rowKey="seq"
        size="small"
        columns={columns}
        dataSource={history.data.pages.flatMap(({ items }) => items)}
        pagination={false}
        scroll={{ x: 'max-content' }}
      />
      {history.hasNextPage && (
        <Button onClick={() => void history.fetchNextPage()} loading={history.isFetchingNextPage}>
          {t('more', { ns: 'frame' })}
        </Button>
      )}
    </>
  );
}
