import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/client';
import { historyText } from '../../messages/history';
import { inUse } from '../../messages/language';
import { Failure, Loading } from '../../ui/states';
import { showTime } from '../../ui/time';
import { useHistory } from './use-case';

type Row = Schema<'HistoryRowResponse'>;

interface HistoryProps {
  readonly id: string;
  /** What the steps are called, by their ids. */
  readonly titles: ReadonlyMap<string, string>;
}

/** Everything that has happened, in its order, with the hashes that chain it. */
export function History({ id, titles }: HistoryProps) {
  const { t } = useTranslation('case');
  const history = useHistory(id);
  if (history.isPending) return <Loading />;
  if (history.isError) return <Failure error={history.error} onRetry={() => void history.refetch()} />;
  return (
    <>
      <div className="plain-table" tabIndex={0} role="region" aria-label={t('history')}>
        <table>
          <thead>
            <tr>
              {(['seq', 'when', 'what', 'who', 'hash'] as const).map((column) => (
                <th key={column} scope="col">
                  {t(column)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {history.data.pages
              .flatMap(({ items }) => items)
              .map((row) => (
                <HistoryRow key={row.seq} row={row} title={row.step && (titles.get(row.step) ?? row.step)} />
              ))}
          </tbody>
        </table>
      </div>
      {history.hasNextPage && (
        <Button onClick={() => void history.fetchNextPage()} loading={history.isFetchingNextPage}>
          {t('more', { ns: 'frame' })}
        </Button>
      )}
    </>
  );
}

function HistoryRow({ row, title }: { readonly row: Row; readonly title: string | undefined }) {
  const { t } = useTranslation('case');
  const { seq, at, type, subject, reason, actor, actorName, hash } = row;
  return (
    <tr>
      <td>{seq}</td>
      <td>{showTime(at, inUse())}</td>
      <td>
        {title !== undefined && <strong>{title} </strong>}
        {subject !== undefined && <>{t('subject', { subject })} </>}
        {historyText(type, inUse())}
        {reason !== undefined && <span className="quiet"> ({reason})</span>}
      </td>
      <td title={actor}>{actorName}</td>
      <td>
        <span className="hash" title={hash}>
          {hash.slice(0, 12)}…
        </span>
      </td>
    </tr>
  );
}
