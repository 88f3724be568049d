import { CheckCircleOutlined, WarningOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, bodyOf, type Schema } from '../../api/client';
import { inUse } from '../../messages/language';
import '../../messages/operator';
import { useAccount } from '../../session/session';
import { Page } from '../../ui/page';
import { Failure, Loading } from '../../ui/states';
import { Tag } from '../../ui/tag';
import { showTime } from '../../ui/time';

/** How far the record is sealed and anchored, and whether it is still what was sealed. */
export default function AuditPage() {
  const { t } = useTranslation('operator');
  const { role } = useAccount();
  const queries = useQueryClient();
  const state = useQuery({
    queryKey: ['audit', inUse()],
    queryFn: () => bodyOf(api.GET('/api/v1/audit/checks')),
    refetchInterval: 10_000,
  });
  const check = useMutation({
    mutationFn: () => bodyOf(api.POST('/api/v1/audit/checks', { body: {} })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['audit'] }),
  });
  return (
    <Page
      title={t('audit.title')}
      actions={
        role !== 'supervisor' && (
          <Button type="primary" onClick={() => check.mutate()} loading={check.isPending}>
            {t('audit.check')}
          </Button>
        )
      }
    >
      {state.isPending && <Loading />}
      {state.isError && <Failure error={state.error} onRetry={() => void state.refetch()} />}
      {check.isError && <Failure error={check.error} />}
      {state.data !== undefined && (
        <>
          {!state.data.accepting && <Alert type="error" showIcon title={t('audit.notAccepting')} />}
          <section className="card">
            <h2>{t('audit.lastSeal')}</h2>
            <Seal state={state.data} />
          </section>
          <section className="card" aria-live="polite">
            <h2>{t('audit.lastCheck')}</h2>
            {state.data.lastCheck === null ? <p>{t('audit.noCheck')}</p> : <Check check={state.data.lastCheck} />}
          </section>
        </>
      )}
    </Page>
  );
}

function Seal({ state: { lastSeal, unanchored } }: { readonly state: Schema<'AuditStateResponse'> }) {
  const { t } = useTranslation('operator');
  if (lastSeal === null) return <p>{t('audit.noSeal')}</p>;
  const { n, at, anchoredAt } = lastSeal;
  return (
    <>
      <p>{t('audit.seal', { n, when: showTime(at, inUse()) })}</p>
      {anchoredAt === null ? (
        <Tag tone="warn" icon={<WarningOutlined />}>
          {t('audit.notAnchored')}
        </Tag>
      ) : (
        <Tag tone="good" icon={<CheckCircleOutlined />}>
          {t('audit.anchored', { when: showTime(anchoredAt, inUse()) })}
        </Tag>
      )}
      {unanchored > 0 && <p>{t('audit.unanchored', { count: unanchored })}</p>}
    </>
  );
}

function Check({ check }: { readonly check: Schema<'AuditCheckResponse'> }) {
  const { t } = useTranslation('operator');
  const { at, organisation, histories, whole, findings, tookMs: ms } = check;
  return (
    <>
      <p>{t('audit.checked', { when: showTime(at, inUse()), organisation, histories, ms })}</p>
      {findings.length === 0 ? (
        <Tag tone="good" icon={<CheckCircleOutlined />}>
          {t('audit.good')}
        </Tag>
      ) : (
        <Tag tone="bad" icon={<WarningOutlined />}>
          {t('audit.bad', { count: findings.length })}
        </Tag>
      )}
      <p className="quiet">{t(whole ? 'audit.whole' : 'audit.part')}</p>
      <ul>
        {findings.map(({ kind, message, instance, seq, seal }) => (
          <li key={`${kind} ${instance ?? ''} ${seq ?? ''} ${seal ?? ''}`}>
            {message} {instance !== undefined && <Link to={`/cases/${instance}`}>{instance}</Link>}
            {seq !== undefined && <> · {seq}</>}
          </li>
        ))}
      </ul>
    </>
  );
}
