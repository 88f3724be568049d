import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { api, bodyOf, type Schema } from '../../api/client';
import { inUse } from '../../messages/language';
import { Page } from '../../ui/page';
import { QrCode } from '../../ui/qr-code';
import { Failure, Loading } from '../../ui/states';
import { StatusTag } from '../../ui/status-tag';
import { showDue, showTime } from '../../ui/time';
import './print-page.css';

/** What the family takes home: the number of the case and the code that shows how far it is. No personal data. */
export default function PrintPage() {
  const { t } = useTranslation('births');
  const { id = '' } = useParams();
  const found = useQuery({
    queryKey: ['case', id, inUse()],
    queryFn: () => bodyOf(api.GET('/api/v1/instances/{id}', { params: { path: { id } } })),
  });
  return (
    <Page
      title={t('print.title')}
      actions={
        <Button type="primary" onClick={() => print()} disabled={!found.isSuccess}>
          {t('print.print')}
        </Button>
      }
    >
      {found.isPending && <Loading />}
      {found.isError && <Failure error={found.error} onRetry={() => void found.refetch()} />}
      {found.isSuccess && <Receipt of={found.data} />}
    </Page>
  );
}

function Receipt({ of: { caseNumber, startedAt, trackingCode, steps } }: { readonly of: Schema<'InstanceResponse'> }) {
  const { t } = useTranslation('births');
  return (
    <article className="card receipt">
      <div className="receipt-head">
        <dl>
          <dt>{t('print.number')}</dt>
          <dd className="receipt-number">{caseNumber}</dd>
          <dt>{t('print.accepted')}</dt>
          <dd>{showTime(startedAt, inUse())}</dd>
          <dt>{t('print.code')}</dt>
          <dd>{trackingCode}</dd>
        </dl>
        <figure>
          <QrCode text={`${location.origin}/t/${trackingCode}`} label={t('print.scanAlt')} />
          <figcaption>{t('print.scan')}</figcaption>
        </figure>
      </div>
      <table>
        <caption>{t('print.matters')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('print.matter')}</th>
            <th scope="col">{t('print.status')}</th>
            <th scope="col">{t('print.due')}</th>
          </tr>
        </thead>
        <tbody>
          {steps.map(({ id, subject, title, status, ...step }) => (
            <tr key={`${id} ${subject ?? 0}`}>
              <td>
                {title}
                {subject !== undefined && <span className="quiet"> · {t('print.child', { n: subject })}</span>}
              </td>
              <td>
                <StatusTag status={status} />
              </td>
              <td>
                {'dueAt' in step && step.dueAt !== null
                  ? showDue(step.dueAt, inUse(), (day) => t('due.byEnd', { ns: 'frame', day }))
                  : '–'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="quiet">{t('print.note')}</p>
    </article>
  );
}
