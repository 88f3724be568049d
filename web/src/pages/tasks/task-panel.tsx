import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, bodyOf } from '../../api/client';
import { inUse } from '../../messages/language';
import { useAccount } from '../../session/session';
import { DueTag } from '../../ui/due-tag';
import { Failure, Loading } from '../../ui/states';
import { StatusTag } from '../../ui/status-tag';
import { CorrectionForm } from './correction-form';
import { Defects } from './defects';
import { OtherWays } from './other-ways';
import { ResultForm } from './result-form';
import { Review } from './review';
import { decide, isClosed, useDecision, type Task } from './task';

interface TaskPanelProps {
  readonly task: Task;
  readonly onClose: () => void;
}

/** One task: what its step may see, and beside it what can be decided. */
export function TaskPanel({ task, onClose }: TaskPanelProps) {
  const { t } = useTranslation('tasks');
  const { t: frame } = useTranslation();
  const act = useDecision();
  const { caseNumber, id, instanceId, title, kind, reason, defects, claimedBy } = task;
  const isMine = claimedBy === 'you';
  return (
    <section className="card task-panel" aria-label={`${caseNumber} ${title}`}>
      <div className="row">
        <h2>
          {title} <span className="quiet">{t(`kind.${kind}`)}</span>
        </h2>
        <StatusTag status={task.status} />
        <DueTag dueAt={task.dueAt} clock={task.clock} level={task.level} />
      </div>
      <p>
        <Link to={`/cases/${instanceId}`}>{caseNumber}</Link>
      </p>
      {reason !== undefined && (
        <p>
          <strong>{t('reason')}</strong> {reason.message}
        </p>
      )}
      {defects !== undefined && kind !== 'correction' && <Defects of={defects} />}
      {kind !== 'correction' && <Readable task={task} />}
      {act.isError && <Failure error={act.error} />}
      <div className="row">
        {!isClosed(task) && claimedBy === null && (
          <Button type="primary" onClick={() => act.mutate(() => decide.claim(id))} loading={act.isPending}>
            {t('claim')}
          </Button>
        )}
        {!isClosed(task) && isMine && (
          <Button onClick={() => act.mutate(() => decide.release(id))} loading={act.isPending}>
            {t('release')}
          </Button>
        )}
        <Button onClick={onClose}>{frame('close')}</Button>
      </div>
      {!isClosed(task) && isMine && (
        <>
          {kind === 'task' && <ResultForm task={task} onDone={onClose} />}
          {kind === 'correction' && <CorrectionForm task={task} onDone={onClose} />}
          {kind === 'review' && <Review task={task} onDone={onClose} />}
          <OtherWays task={task} onDone={onClose} />
        </>
      )}
    </section>
  );
}

/** What the step reads, in words; that it was looked at is written down by the API. */
function Readable({ task: { instanceId, event, step, subject } }: { readonly task: Task }) {
  const { t } = useTranslation('tasks');
  const { role } = useAccount();
  const mayRead = role === 'departmentStaff';
  const found = useQuery({
    queryKey: ['case', instanceId, inUse()],
    queryFn: () => bodyOf(api.GET('/api/v1/instances/{id}', { params: { path: { id: instanceId } } })),
    enabled: mayRead,
  });
  const titles = useQuery({
    queryKey: ['form', event, inUse()],
    queryFn: () => bodyOf(api.GET('/api/v1/definitions/{event}/form', { params: { path: { event } } })),
    staleTime: Infinity,
    enabled: mayRead,
  });
  if (!mayRead) return null;
  if (found.isError) return <Failure error={found.error} onRetry={() => void found.refetch()} />;
  if (found.isPending) return <Loading />;
  const own = found.data.steps.find((one) => one.id === step && one.subject === subject);
  const fields = Object.entries(own !== undefined && 'fields' in own ? (own.fields ?? {}) : {});
  return (
    <>
      <h3>{t('reads')}</h3>
      {fields.length === 0 ? (
        <p className="quiet">{t('readsNone')}</p>
      ) : (
        <>
          <dl>
            {fields.map(([path, value]) => (
              <div key={path} className="contents">
                <dt>{titles.data?.titles[path] ?? path}</dt>
                <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
              </div>
            ))}
          </dl>
          <p className="quiet">{t('readsLogged')}</p>
        </>
      )}
    </>
  );
}
