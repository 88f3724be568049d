import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { decide, isClosed, type Task } from './task';

const actions = ['batchClaim', 'batchRelease', 'batchComplete', 'batchRefuse'] as const;
type Action = (typeof actions)[number];
type Why = 'held' | 'notMine' | 'mine' | 'needsResult' | 'otherKind' | 'noReason' | 'closed';

/** Why a task is not part of a batch; undefined when it is. */
export function whyNot(action: Action, task: Task, reason: string | undefined): Why | undefined {
  if (isClosed(task)) return 'closed';
  if (action === 'batchRelease') return task.claimedBy === 'you' ? undefined : 'notMine';
  if (task.claimedBy === 'another') return 'held';
  if (action === 'batchClaim') return task.claimedBy === 'you' ? 'mine' : undefined;
  if (task.kind !== 'task') return 'otherKind';
  if (action === 'batchComplete') return (task.writes ?? []).length === 0 ? undefined : 'needsResult';
  return reason !== undefined && (task.reasons ?? []).some(({ code }) => code === reason) ? undefined : 'noReason';
}

interface BatchProps {
  readonly tasks: readonly Task[];
  readonly onDone: () => void;
}

/** One decision for many tasks: first what would become of each, then, confirmed, one after the other. */
export function Batch({ tasks, onDone }: BatchProps) {
  const { t } = useTranslation('tasks');
  const { t: frame } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [action, setAction] = useState<Action>();
  const [reason, setReason] = useState<string>();
  const [isRunning, setRunning] = useState(false);
  if (tasks.length === 0) return null;

  const judged = action === undefined ? [] : tasks.map((task) => ({ task, why: whyNot(action, task, reason) }));
  const eligible = judged.filter(({ why }) => why === undefined).map(({ task }) => task);
  const reasons = new Map(tasks.flatMap((task) => (task.reasons ?? []).map(({ code, message: said }) => [code, said])));

  const run = async (chosen: Action) => {
    setRunning(true);
    let done = 0;
    for (const { id } of eligible) {
      const step = {
        batchClaim: () => decide.claim(id),
        batchRelease: () => decide.release(id),
        batchComplete: () => decide.complete(id, {}),
        batchRefuse: () => decide.refuse(id, reason),
      }[chosen];
      // One that is refused meanwhile does not hold up the others; the list then shows how it stands.
      done += await step().then(
        () => 1,
        () => 0,
      );
    }
    setRunning(false);
    setAction(undefined);
    void message.info(t('ran', { done, failed: eligible.length - done }));
    await queries.invalidateQueries({ queryKey: ['tasks'] });
    onDone();
  };

  return (
    <section className="card" aria-label={t('selected', { count: tasks.length })}>
      <div className="row">
        <strong>{t('selected', { count: tasks.length })}</strong>
        {actions.map((one) => (
          <Button key={one} aria-pressed={one === action} onClick={() => setAction(one)}>
            {t(one)}
          </Button>
        ))}
      </div>
      {action !== undefined && (
        <div>
          <h3>{t('preview', { action: t(action) })}</h3>
          <p className="quiet">{t('previewHint')}</p>
          {action === 'batchRefuse' && (
            <Select
              className="task-search"
              aria-label={t('refuseReason')}
              placeholder={t('refuseReason')}
              value={reason}
              onChange={setReason}
              options={[...reasons].map(([value, label]) => ({ value, label }))}
            />
          )}
          <p>
            {t('eligible', { count: eligible.length })} · {t('notEligible', { count: judged.length - eligible.length })}
          </p>
          <ul className="batch-preview" tabIndex={0} aria-label={t('preview', { action: t(action) })}>
            {judged.map(({ task, why }) => (
              <li key={task.id}>
                {task.caseNumber} · {task.title} · {why === undefined ? t(action) : t(`why.${why}`)}
              </li>
            ))}
          </ul>
          <div className="row">
            <Button
              type="primary"
              disabled={eligible.length === 0}
              loading={isRunning}
              onClick={() => void run(action)}
            >
              {t('run', { count: eligible.length })}
            </Button>
            <Button onClick={() => setAction(undefined)}>{frame('cancel')}</Button>
          </div>
        </div>
      )}
    </section>
  );
}
