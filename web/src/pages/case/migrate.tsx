import { useMutation, useQuery } from '@tanstack/react-query';
import { Alert, Button, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, type Schema } from '../../api/client';
import { Failure, Loading } from '../../ui/states';
import { useRefreshCase, type Case } from './use-case';

interface MigrateProps {
  readonly instance: Case;
  readonly onClose: () => void;
}

/** Moves a case to another version of its definition; what becomes of it is shown first. */
export default function Migrate({ instance: { id, event, definitionVersion: from }, onClose }: MigrateProps) {
  const { t } = useTranslation('case');
  const refresh = useRefreshCase(id);
  const definition = useQuery({
    queryKey: ['definition', event],
    queryFn: () => bodyOf(api.GET('/api/v1/definitions/{event}', { params: { path: { event } } })),
  });
  const others = definition.data?.versions.filter((version) => version !== from) ?? [];
  const [chosen, choose] = useState<number>();
  const to = chosen ?? others.at(-1);
  const migrate = (dryRun: boolean) =>
    bodyOf(
      api.POST('/api/v1/instances/{id}/migrate', { params: { path: { id } }, body: { from, to: to ?? from, dryRun } }),
    );
  const plan = useMutation({ mutationFn: () => migrate(true) });
  const act = useMutation({ mutationFn: () => migrate(false), onSuccess: refresh });
  const error = act.error ?? plan.error ?? definition.error;
  return (
    <Modal
      open
      title={t('migrate')}
      onCancel={onClose}
      footer={[
        <Button key="plan" disabled={to === undefined} onClick={() => plan.mutate()} loading={plan.isPending}>
          {t('plan')}
        </Button>,
        <Button
          key="act"
          type="primary"
          disabled={plan.data?.outcome !== 'planned' || act.isSuccess}
          onClick={() => act.mutate()}
          loading={act.isPending}
        >
          {t('apply')}
        </Button>,
      ]}
    >
      <div className="action-form">
        {definition.isPending && <Loading />}
        {definition.isSuccess && to === undefined && <p>{t('migrateOnly', { version: from })}</p>}
        {to !== undefined && (
          <label>
            {t('migrateTo')}
            <Select
              value={to}
              onChange={(version: number) => {
                choose(version);
                plan.reset();
              }}
              options={others.map((value) => ({ value, label: String(value) }))}
            />
          </label>
        )}
        {error !== null && <Failure error={error} />}
        {plan.data !== undefined && !act.isSuccess && <Plan plan={plan.data} />}
        {act.isSuccess && <Alert type="success" showIcon title={t('migrated', { to })} />}
      </div>
    </Modal>
  );
}

function Plan({ plan }: { readonly plan: Schema<'MigrationResponse'> }) {
  const { t } = useTranslation('case');
  if (plan.outcome === 'refused') {
    return (
      <section aria-live="polite">
        <p>{t('migrateRefused')}</p>
        <ul>
          {plan.reasons.map((reason) => (
            <li key={reason} lang="en">
              {reason}
            </li>
          ))}
        </ul>
      </section>
    );
  }
  return (
    <dl aria-live="polite">
      {(['asked', 'cancelled', 'carried'] as const).map((what) => (
        <div key={what}>
          <dt>
            <strong>{t(what)}</strong>
          </dt>
          <dd>{plan[what].length === 0 ? t('nothing') : plan[what].map(({ title }) => title).join(' · ')}</dd>
        </div>
      ))}
    </dl>
  );
}
