import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Checkbox, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Schema } from '../../api/client';
import { Failure } from '../../ui/states';

type Repair = 'retry' | 'skip' | 'resolve';
type DryRun = Schema<'DryRunResponse'>;

const paths = {
  retry: '/api/v1/incidents/retry',
  skip: '/api/v1/incidents/skip',
  resolve: '/api/v1/incidents/resolve',
} as const;

interface Asked {
  readonly repair: Repair;
  readonly reason: string;
  readonly found: '' | 'done' | 'notDone';
  readonly ramp: boolean;
}

async function ask(fingerprint: string, { repair, reason, found, ramp }: Asked, dryRun: boolean): Promise<unknown> {
  const body = {
    ...{ fingerprint, reason },
    ...(found === '' ? {} : { found }),
    ...(dryRun ? { dryRun } : { ramp }),
  };
  const { data } = await api.POST(paths[repair], { body });
  return data;
}

/** Decides about all open incidents of one cause at once; how many that would be is counted first. */
export default function CauseRepair({
  fingerprint,
  onClose,
}: {
  readonly fingerprint: string;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('operator');
  const queries = useQueryClient();
  const [asked, setAsked] = useState<Asked>({ repair: 'retry', reason: '', found: '', ramp: false });
  const count = useMutation({ mutationFn: () => ask(fingerprint, asked, true) as Promise<DryRun> });
  const start = useMutation({
    mutationFn: () => ask(fingerprint, asked, false),
    onSuccess: () =>
      Promise.all([['incidents'], ['bulk-repairs']].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
  const change = (changed: Partial<Asked>): void => {
    setAsked({ ...asked, ...changed });
    count.reset();
    start.reset();
  };
  const error = start.error ?? count.error;
  return (
    <Modal
      open
      title={`${t('incidents.handle')} · ${fingerprint}`}
      onCancel={onClose}
      footer={[
        <Button key="count" onClick={() => count.mutate()} loading={count.isPending}>
          {t('repair.dryRun')}
        </Button>,
        <Button
          key="start"
          type="primary"
          disabled={(count.data?.eligible ?? 0) === 0 || start.isSuccess}
          onClick={() => start.mutate()}
          loading={start.isPending}
        >
          {t('repair.start')}
        </Button>,
      ]}
    >
      <div className="stack">
        <label>
          {t('repair.kind')}
          <Select
            value={asked.repair}
            onChange={(repair: Repair) => change({ repair })}
            options={(['retry', 'skip', 'resolve'] as const).map((value) => ({ value, label: t(`repair.${value}`) }))}
          />
        </label>
        <label>
          {t('repair.reason')}
          <Input value={asked.reason} maxLength={200} onChange={({ target }) => change({ reason: target.value })} />
          <span className="quiet">{t('repair.reasonHint')}</span>
        </label>
        <label>
          {t('repair.found')}
          <Select
            value={asked.found}
            onChange={(found: Asked['found']) => change({ found })}
            options={[
              { value: '', label: t('repair.foundNone') },
              { value: 'done', label: t('repair.foundDone') },
              { value: 'notDone', label: t('repair.foundNotDone') },
            ]}
          />
        </label>
        <Checkbox checked={asked.ramp} onChange={({ target }) => change({ ramp: target.checked })}>
          {t('repair.ramp')}
        </Checkbox>
        {error !== null && <Failure error={error} />}
        {count.data !== undefined && !start.isSuccess && <Counted counted={count.data} />}
        {start.isSuccess && <Alert type="success" showIcon title={t('repair.started')} />}
      </div>
    </Modal>
  );
}

function Counted({ counted: { eligible, notEligible, byDepartment } }: { readonly counted: DryRun }) {
  const { t } = useTranslation('operator');
  const list = Object.entries(byDepartment)
    .map(([department, count]) => `${department} ${count}`)
    .join(', ');
  return (
    <div role="status" className="counted">
      <p>
        <strong>{t('repair.eligible', { count: eligible })}</strong>
      </p>
      {notEligible.map(({ reason, count }) => (
        <p key={reason}>{t('repair.notEligible', { reason, count })}</p>
      ))}
      {list !== '' && <p className="quiet">{t('repair.byDepartment', { list })}</p>}
    </div>
  );
}
