import { useQuery } from '@tanstack/react-query';
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
  return (
    <Page title={t('queues.title')}>
      {queues.isPending && <Loading />}
      {queues.isError && <Failure error={queues.error} onRetry={() => void queues.refetch()} />}
      {queues.data !== undefined && (
        <>
          <div className="plain-table" tabIndex={0} role="region" aria-label={t('queues.title')}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{t('departments.name')}</th>
                  {(['ready', 'inFlight', 'awaiting', 'later', 'oldest'] as const).map((column) => (
                    <th key={column} scope="col">
                      {t(`queues.${column}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {queues.data.items.map((queue) => (
                  <Row key={queue.department} queue={queue} />
                ))}
              </tbody>
            </table>
          </div>
          <p className="quiet">
            {t('queues.timerLag', { seconds: queues.data.timerLagSeconds })} ·{' '}
            {t('queues.mail', { seconds: queues.data.oldestMessageSeconds })}
          </p>
        </>
      )}
    </Page>
  );
}

function Row({ queue }: { readonly queue: Queue }) {
  const { title, ready, inFlight, awaitingAnswer, later, oldestSeconds } = queue;
  return (
    <tr>
      <th scope="row">{title}</th>
      <td>{ready}</td>
      <td>{inFlight}</td>
      <td>{awaitingAnswer}</td>
      <td>{later}</td>
      <td>{oldestSeconds === null ? '—' : showSeconds(oldestSeconds)}</td>
    </tr>
  );
}
