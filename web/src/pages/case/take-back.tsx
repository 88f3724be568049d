import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, type Schema } from '../../api/client';
import { Failure } from '../../ui/states';
import { useRefreshCase, type Case } from './use-case';

export type TakingBack = 'withdraw' | 'cancel' | 'revoke';
type Reversal = Schema<'ReversalResponse'>;
type CancelReason = Schema<'CancelRequest'>['reason'];
type RevokeReason = Schema<'RevokeRequest'>['reason'];

const cancelReasons = [
  ...(['entered-by-mistake', 'duplicate-case', 'no-longer-needed', 'applicant-asked'] as const),
] satisfies CancelReason[];
const revokeReasons = [
  ...(['false-certificate', 'false-statement', 'issued-by-mistake', 'ordered-by-court', 'legal-ground-gone'] as const),
] satisfies RevokeReason[];

interface Asked {
  readonly reason: CancelReason | RevokeReason;
  /** A step and its subject; empty for the whole case. */
  readonly scope: string;
}

function ask(id: string, kind: TakingBack, { reason, scope }: Asked, dryRun: boolean): Promise<Reversal> {
  const params = { path: { id } };
  if (kind === 'withdraw') return bodyOf(api.POST('/api/v1/instances/{id}/withdraw', { params, body: { dryRun } }));
  if (kind === 'cancel') {
    const body = { dryRun, reason: reason as CancelReason };
    return bodyOf(api.POST('/api/v1/instances/{id}/cancel', { params, body }));
  }
  const [step = '', subject] = scope.split('@');
  const part = scope === '' ? {} : { step, ...(subject === undefined ? {} : { subject: Number(subject) }) };
  const body = { dryRun, reason: reason as RevokeReason, ...part };
  return bodyOf(api.POST('/api/v1/instances/{id}/revoke', { params, body }));
}

interface TakeBackProps {
  readonly id: string;
  readonly kind: TakingBack;
  readonly steps: Case['steps'];
  readonly onClose: () => void;
}

/** Takes a case back. What that does to every step is shown first; only then it can be done. */
export default function TakeBack({ id, kind, steps, onClose }: TakeBackProps) {
  const { t } = useTranslation('case');
  const refresh = useRefreshCase(id);
  const reasons = kind === 'cancel' ? cancelReasons : revokeReasons;
  const [asked, setAsked] = useState<Asked>({ reason: reasons[0] ?? 'entered-by-mistake', scope: '' });
  const plan = useMutation({ mutationFn: () => ask(id, kind, asked, true) });
  const act = useMutation({ mutationFn: () => ask(id, kind, asked, false), onSuccess: refresh });
  const change = (changed: Partial<Asked>): void => {
    setAsked({ ...asked, ...changed });
    plan.reset();
    act.reset();
  };
  const error = act.error ?? plan.error;
  return (
    <Modal
      open
      title={t(kind)}
      onCancel={onClose}
      footer={[
        <Button key="plan" onClick={() => plan.mutate()} loading={plan.isPending}>
          {t('plan')}
        </Button>,
        <Button
          key="act"
          type="primary"
          danger
          disabled={!plan.isSuccess || act.isSuccess}
          onClick={() => act.mutate()}
          loading={act.isPending}
        >
          {t('apply')}
        </Button>,
      ]}
    >
      <div className="action-form">
        {kind === 'revoke' && (
          <>
            <p>{t('twoPersons')}</p>
            <label>
              {t('step')}
              <Select
                value={asked.scope}
                onChange={(scope: string) => change({ scope })}
                options={[
                  { value: '', label: t('wholeCase') },
                  ...steps.map(({ id: step, title, subject }) => ({
                    value: subject === undefined ? step : `${step}@${subject}`,
                    label: subject === undefined ? title : `${title} ${t('subject', { subject })}`,
                  })),
                ]}
              />
            </label>
          </>
        )}
        {kind !== 'withdraw' && (
          <label>
            {t('reason')}
            <Select
              value={asked.reason}
              onChange={(reason: Asked['reason']) => change({ reason })}
              options={reasons.map((value) => ({ value, label: t(`why.${value}`) }))}
            />
          </label>
        )}
        {error !== null && <Failure error={error} />}
        {plan.data !== undefined && !act.isSuccess && <Plan plan={plan.data.plan} />}
        {act.data !== undefined && (
          <Alert type="success" showIcon title={act.data.outcome === 'proposed' ? t('proposed') : t('takenBack')} />
        )}
      </div>
    </Modal>
  );
}

function Plan({ plan }: { readonly plan: Reversal['plan'] }) {
  const { t } = useTranslation('case');
  if (plan.length === 0) return <p>{t('planNone')}</p>;
  return (
    <section aria-live="polite">
      <h3>{t('planTitle')}</h3>
      <ol>
        {plan.map(({ id, subject, title, action, reason, mayHaveHappened }) => (
          <li key={`${id}@${subject ?? 0}`}>
            <strong>{title}</strong> {subject !== undefined && t('subject', { subject })} — {t(`action.${action}`)}
            {reason !== undefined && <> ({reason.message})</>}
            {mayHaveHappened === true && <span className="quiet"> {t('mayHaveHappened')}</span>}
          </li>
        ))}
      </ol>
    </section>
  );
}
