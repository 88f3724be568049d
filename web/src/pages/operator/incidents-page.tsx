import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, bodyOf, type Schema } from '../../api/client';
import { inUse } from '../../messages/language';
import '../../messages/operator';
import { useAccount } from '../../session/session';
import { Page } from '../../ui/page';
import { Failure, Loading, Nothing } from '../../ui/states';
import { Tag } from '../../ui/tag';
import { showTime } from '../../ui/time';
import { BulkRepairs } from './bulk-repairs';
import { useNames } from './names';
import './operator.css';

/** Fetched when somebody wants it. */
const CauseRepair = lazy(() => import('./cause-repair'));

type Cause = Schema<'IncidentCauseResponse'>;

/** Everything that cannot go on without a person, grouped by what is wrong. */
export default function IncidentsPage() {
  const { t } = useTranslation('operator');
  const { role } = useAccount();
  const [open, setOpen] = useState<string>();
  const causes = useQuery({
    queryKey: ['incidents', 'causes'],
    queryFn: () => bodyOf(api.GET('/api/v1/incidents/causes', { params: { query: { limit: 100 } } })),
    refetchInterval: 3_000,
  });
  return (
    <Page title={t('incidents.title')}>
      {causes.isPending && <Loading />}
      {causes.isError && <Failure error={causes.error} onRetry={() => void causes.refetch()} />}
      {causes.data !== undefined && (
        <section className="card" aria-live="polite">
          {causes.data.items.length === 0 && <Nothing>{t('incidents.none')}</Nothing>}
          {causes.data.items.map((cause) => (
            <CauseRow
              key={cause.fingerprint}
              cause={cause}
              {...(role === 'operator' ? { onRepair: () => setOpen(cause.fingerprint) } : {})}
            />
          ))}
        </section>
      )}
      <BulkRepairs mayOrder={role === 'operator'} />
      {open !== undefined && (
        <Suspense>
          <CauseRepair fingerprint={open} onClose={() => setOpen(undefined)} />
        </Suspense>
      )}
    </Page>
  );
}

function CauseRow({ cause, onRepair }: { readonly cause: Cause; readonly onRepair?: () => void }) {
  const { t } = useTranslation('operator');
  const [isOpen, setOpen] = useState(false);
  const { fingerprint, code, count, departments, steps, oldest, sampleCaseNumbers } = cause;
  const nameOf = useNames();
  const where = [...departments.map((id) => nameOf('department', id)), ...steps.map((id) => nameOf('step', id))].join(
    ' · ',
  );
  return (
    <div className="cause">
      <div>
        <h3>
          {code} <Tag tone="bad">{t('incidents.count', { count })}</Tag>
        </h3>
        <div>{t('incidents.where', { where: where === '' ? t('incidents.unknown') : where })}</div>
        <div className="quiet">
          {t('incidents.since', { when: showTime(oldest, inUse()) })} ·{' '}
          {t('incidents.samples', { numbers: sampleCaseNumbers.slice(0, 3).join(', ') })}
        </div>
        {isOpen && <CasesOf fingerprint={fingerprint} />}
      </div>
      <div className="row">
        <Button aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {t('incidents.list')}
        </Button>
        {onRepair !== undefined && (
          <Button type="primary" onClick={onRepair}>
            {t('incidents.handle')}
          </Button>
        )}
      </div>
    </div>
  );
}

/** Some of the cases, each to be looked at and repaired on its own page. */
function CasesOf({ fingerprint }: { readonly fingerprint: string }) {
  const { t } = useTranslation('operator');
  const nameOf = useNames();
  const incidents = useQuery({
    queryKey: ['incidents', 'of', fingerprint],
    queryFn: () => bodyOf(api.GET('/api/v1/incidents', { params: { query: { fingerprint, limit: 20 } } })),
  });
  if (incidents.isPending) return <Loading />;
  if (incidents.isError) return <Failure error={incidents.error} />;
  return (
    <ul>
      {incidents.data.items.map(({ id, instanceId, step, subject, openedAt }) => (
        <li key={id}>
          <Link to={`/cases/${instanceId}`}>
            {step === undefined ? t('incidents.wholeCase') : nameOf('step', step)} {subject ?? ''}{' '}
            {showTime(openedAt, inUse())}
          </Link>
        </li>
      ))}
    </ul>
  );
}
