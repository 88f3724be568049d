import { CheckCircleOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client';
import { inUse } from '../../messages/language';
import '../../messages/operator';
import { LifeEventChart } from '../../ui/life-event-chart';
import { Page } from '../../ui/page';
import { Failure, Loading, Nothing } from '../../ui/states';
import { Tag } from '../../ui/tag';
import { showTime } from '../../ui/time';
import './operator.css';

/** The life events that run here: their charts, and what was proven of them before they were let run. */
export default function DefinitionsPage() {
  const { t } = useTranslation('operator');
  const [chosen, choose] = useState<string>();
  const list = useQuery({
    queryKey: ['definitions', inUse()],
    queryFn: () => bodyOf(api.GET('/api/v1/definitions')),
  });
  const items = list.data?.items ?? [];
  const shown = items.find(({ event }) => event === chosen) ?? items[0];
  return (
    <Page
      title={t('definitions.title')}
      actions={
        items.length > 1 && (
          <Select
            aria-label={t('definitions.title')}
            value={shown?.event ?? ''}
            onChange={choose}
            options={items.map(({ event, title }) => ({ value: event, label: title }))}
          />
        )
      }
    >
      {list.isPending && <Loading />}
      {list.isError && <Failure error={list.error} onRetry={() => void list.refetch()} />}
      {shown !== undefined && (
        <>
          <section className="card">
            <h2>
              {shown.title} <span className="quiet">{shown.event}</span>
            </h2>
            <div>
              {t('definitions.version')}: {shown.versions.join(', ')} · {t('definitions.startedBy')}:{' '}
              {shown.startedBy.map((role) => t(`role.${role as 'hospital'}`, { ns: 'frame' })).join(', ')}
            </div>
            <div className="quiet secret">
              {t('definitions.fingerprint')}: {shown.fingerprint}
            </div>
          </section>
          <Proof event={shown.event} />
          <Chart event={shown.event} />
        </>
      )}
    </Page>
  );
}

function Proof({ event }: { readonly event: string }) {
  const { t } = useTranslation('operator');
  const proof = useQuery({
    queryKey: ['verification', event, inUse()],
    queryFn: () => bodyOf(api.GET('/api/v1/definitions/{event}/verification', { params: { path: { event } } })),
  });
  return (
    <section className="card">
      <h2>{t('definitions.proof')}</h2>
      {proof.isPending && <Loading />}
      {proof.isError && <Nothing>{t('definitions.noProof')}</Nothing>}
      {proof.data !== undefined && (
        <>
          <p>
            <Tag tone="good" icon={<CheckCircleOutlined />}>
              {t('definitions.proven')}
            </Tag>{' '}
            {t('definitions.counts', { ...proof.data })}{' '}
            {t('definitions.provenAt', { when: showTime(proof.data.provenAt, inUse()) })}
          </p>
          <ul>
            {proof.data.claims.map(({ id, text }) => (
              <li key={id}>{text}</li>
            ))}
          </ul>
          <p className="quiet">{proof.data.reduction}</p>
        </>
      )}
    </section>
  );
}

function Chart({ event }: { readonly event: string }) {
  const { t } = useTranslation('operator');
  const chart = useQuery({
    queryKey: ['chart', event, inUse()],
    queryFn: () =>
      bodyOf(api.GET('/api/v1/definitions/{event}/chart', { params: { path: { event }, query: { lang: inUse() } } })),
  });
  return (
    <section className="card">
      <h2>{t('definitions.chart')}</h2>
      {chart.isPending && <Loading />}
      {chart.isError && <Failure error={chart.error} onRetry={() => void chart.refetch()} />}
      {chart.data !== undefined && <LifeEventChart chart={chart.data} />}
    </section>
  );
}
