import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Schema } from '../../api/client';
import { Failure } from '../../ui/states';
import { useIncidents, useRefreshCase, type Case } from './use-case';

type Incident = Schema<'IncidentResponse'>;
type Repair = 'retry' | 'skip' | 'resolve';

interface RepairsProps {
  readonly id: string;
  readonly steps: Case['steps'];
  readonly live: boolean;
  /** Others may look, an operator decides. */
  readonly mayDecide: boolean;
}

/** Where the case cannot go on without a person, and what that person can decide. */
export function Repairs({ id, steps, live, mayDecide }: RepairsProps) {
  const { t } = useTranslation('case');
  const incidents = useIncidents(id, live);
  if (incidents.data === undefined || incidents.data.items.length === 0) return null;
  const titles = new Map(steps.map((step) => [step.id, step.title]));
  return (
    <>
      {incidents.data.items.map((incident) => (
        <section key={incident.id} className="incident" aria-label={t('incident', { code: incident.code })}>
          <h3>
            {t('incident', { code: incident.code })}
            {incident.step !== undefined && ` · ${titles.get(incident.step) ?? incident.step}`}
            {incident.subject !== undefined && ` · ${t('subject', { subject: incident.subject })}`}
          </h3>
          {mayDecide && <Decision instance={id} incident={incident} />}
        </section>
      ))}
    </>
  );
}

function Decision({ instance, incident: { id } }: { readonly instance: string; readonly incident: Incident }) {
  const { t } = useTranslation('case');
  const refresh = useRefreshCase(instance);
  const [reason, setReason] = useState('');
  const [found, setFound] = useState<'' | 'done' | 'notDone'>('');
  const decide = useMutation({
    mutationFn: async (repair: Repair) => {
      const body = { reason, ...(found === '' ? {} : { found }) };
      const params = { path: { id } };
      if (repair === 'retry') await api.POST('/api/v1/incidents/{id}/retry', { params, body });
      else if (repair === 'skip') await api.POST('/api/v1/incidents/{id}/skip', { params, body });
      else await api.POST('/api/v1/incidents/{id}/resolve', { params, body });
    },
    onSuccess: refresh,
  });
  return (
    <div className="action-form">
      <label>
        {t('reason')}
        <Input value={reason} maxLength={200} onChange={({ target }) => setReason(target.value)} />
        <span className="quiet">{t('reasonHint')}</span>
      </label>
      <label>
        {t('found')}
        <Select
          value={found}
          onChange={setFound}
          options={[
            { value: '' as const, label: t('foundNone') },
            { value: 'done' as const, label: t('foundDone') },
            { value: 'notDone' as const, label: t('foundNotDone') },
          ]}
        />
      </label>
      {decide.isError && <Failure error={decide.error} />}
      {decide.isSuccess && <Alert type="success" showIcon title={t('repaired')} />}
      <div className="row">
        {(['retry', 'skip', 'resolve'] as const).map((repair) => (
          <Button
            key={repair}
            {...(repair === 'retry' ? { type: 'primary' as const } : {})}
            disabled={decide.isPending || decide.isSuccess}
            onClick={() => decide.mutate(repair)}
          >
            {t(repair)}
          </Button>
        ))}
      </div>
    </div>
  );
}
