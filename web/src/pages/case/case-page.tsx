import { SyncOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { Schema } from '../../api/client';
import { inUse } from '../../messages/language';
import '../../messages/case';
import { useAccount } from '../../session/session';
import { LifeEventChart, nameOf } from '../../ui/life-event-chart';
import { Page } from '../../ui/page';
import { Failure, Loading } from '../../ui/states';
import { StatusTag } from '../../ui/status-tag';
import { Tag } from '../../ui/tag';
import './case.css';
import { Changes } from './changes';
import { History } from './history';
import { RecordCheck } from './record-check';
import { Repairs } from './repairs';
import type { TakingBack } from './take-back';
import { Timeline } from './timeline';
import { useCase, useChart, useCorrections, useExplanation, useLive, type Case } from './use-case';
import { TimeLeft, Waiting } from './waiting';

/** Fetched when somebody wants it. */
const Migrate = lazy(() => import('./migrate'));
const Correct = lazy(() => import('./correct'));
const TakeBack = lazy(() => import('./take-back'));

/** One case: what it waits for in plain words, where every step stands, what has happened, and what can be done. */
export default function CasePage() {
  const { id = '' } = useParams();
  const { t } = useTranslation('case');
  const live = useLive(id);
  const found = useCase(id, live);
  const explanation = useExplanation(id, live);
  const chart = useChart(id, found.data?.event, live);
  const { role } = useAccount();
  if (found.isPending) return <Loading />;
  if (found.isError) return <Failure error={found.error} onRetry={() => void found.refetch()} />;
  const instance = found.data;
  const { caseNumber, status, steps, startedAt, completedAt } = instance;
  return (
    <Page title={t('title', { number: caseNumber })}>
      <section className="card" aria-live="polite">
        <div className="row">
          <StatusTag status={status} />
          <Tag tone={live ? 'good' : 'neutral'} icon={<SyncOutlined />}>
            {t(live ? 'live' : 'notLive')}
          </Tag>
          {explanation.data?.time != null && <TimeLeft time={explanation.data.time} />}
        </div>
        {explanation.isError && <Failure error={explanation.error} />}
        {explanation.data !== undefined && (
          <>
            <p>
              <strong>{explanation.data.text[inUse()]}</strong>
            </p>
            {completedAt === null && <h2>{t('waitingFor')}</h2>}
            <Waiting waitingFor={explanation.data.waitingFor} />
          </>
        )}
      </section>
      <Actions instance={instance} live={live} role={role} />
      <section className="card">
        <h2>{t('chart')}</h2>
        {chart.isError && <Failure error={chart.error} />}
        {chart.data === undefined ? <Loading /> : <LifeEventChart chart={chart.data} />}
      </section>
      <section className="card">
        <h2>{t('timeline')}</h2>
        <Timeline steps={steps} startedAt={startedAt} completedAt={completedAt} now={found.dataUpdatedAt} />
      </section>
      <Changes instance={instance} live={live} titles={titlesOf(instance, chart.data)} />
      <section className="card">
        <h2>{t('history')}</h2>
        <History id={id} titles={titlesOf(instance, chart.data)} />
      </section>
    </Page>
  );
}

/** What steps are called: also those that are no matters, which only the chart names. */
function titlesOf({ steps }: Case, chart: Schema<'ChartResponse'> | undefined): ReadonlyMap<string, string> {
  const named = (chart?.boxes ?? []).map((box) => [box.id, nameOf(box)] as const);
  return new Map([...named, ...steps.map(({ id, title }) => [id, title] as const)]);
}

interface ActionsProps {
  readonly instance: Case;
  readonly live: boolean;
  readonly role: ReturnType<typeof useAccount>['role'];
}

const watchers: readonly string[] = ['operator', 'supervisor', 'auditor'];

/** What this role can do about the case: nothing is shown that would be refused. */
function Actions({ instance, live, role }: ActionsProps) {
  const { t } = useTranslation('case');
  const [open, setOpen] = useState<TakingBack | 'migrate' | 'correct'>();
  const { id, steps, completedAt } = instance;
  const takingBack: TakingBack[] = [
    ...(role === 'hospital' || role === 'socialSecurityStaff' ? (['withdraw'] as const) : []),
    ...(role === 'supervisor' ? (['cancel', 'revoke'] as const) : []),
  ];
  // What has ended is not withdrawn or cancelled any more, but what was granted may be revoked.
  const able = takingBack.filter((kind) => kind === 'revoke' || completedAt === null);
  const corrections = useCorrections(instance);
  const mayCorrect = corrections.data?.by?.includes(role) === true;
  if (able.length === 0 && !mayCorrect && !watchers.includes(role)) return null;
  const close = (): void => setOpen(undefined);
  return (
    <section className="card">
      <h2>{t('actions')}</h2>
      <div className="row">
        {able.map((kind) => (
          <Button key={kind} danger onClick={() => setOpen(kind)}>
            {t(kind)}
          </Button>
        ))}
        {mayCorrect && <Button onClick={() => setOpen('correct')}>{t('correct')}</Button>}
        {role === 'operator' && completedAt === null && (
          <Button onClick={() => setOpen('migrate')}>{t('migrate')}</Button>
        )}
        {(role === 'operator' || role === 'auditor') && <RecordCheck id={id} />}
      </div>
      {watchers.includes(role) && <Repairs id={id} steps={steps} live={live} mayDecide={role === 'operator'} />}
      {open === 'migrate' && (
        <Suspense>
          <Migrate instance={instance} onClose={close} />
        </Suspense>
      )}
      {open === 'correct' && corrections.data != null && (
        <Suspense>
          <Correct instance={instance} form={corrections.data} onClose={close} />
        </Suspense>
      )}
      {open !== undefined && open !== 'migrate' && open !== 'correct' && (
        <Suspense>
          <TakeBack id={id} kind={open} steps={steps} onClose={close} />
        </Suspense>
      )}
    </section>
  );
}
