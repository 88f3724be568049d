import { Page } from '../frame/page';
import type { Visit } from '../frame/visit';
import { dayIn } from '../parts/dates';
import { Fact } from '../parts/fact';
import { titleOf } from '../parts/matters';
import { QrCode } from '../parts/qr-code';
import type { ToldCase } from '../parts/told-case';
import { inGroups } from './tracking-code';

interface ReceiptPageParts {
  readonly visit: Visit;
  readonly told: ToldCase;
  readonly name: string | undefined;
  /** What the QR code says. */
  readonly address: string;
}

/** The receipt, made to be printed on one sheet. */
export function ReceiptPage({ visit, told, name, address }: ReceiptPageParts) {
  const { say, language } = visit;
  const code = told.trackingCode;
  return (
    <Page visit={visit} title={say('receipt-title')}>
      <h1>
        {told.title[language]} {say('receipt-title')}
      </h1>
      <div class="receipt">
        <div class="code">
          <QrCode text={address} label={say('receipt-qr')} />
        </div>
        <dl class="facts">
          <Fact term={say('receipt-code')} class="big">
            <strong>{inGroups(code)}</strong>
          </Fact>
          <Fact term={say('case-number')}>{told.caseNumber}</Fact>
          {name !== undefined && <Fact term={say('applicant')}>{name}</Fact>}
          <Fact term={say('accepted-on')}>{dayIn(language, told.startedAt)}</Fact>
          <Fact term={say('receipt-address')} class="address">
            {address}
          </Fact>
        </dl>
      </div>
      <p>{say('receipt-about')}</p>
      <h2>{say('receipt-matters')}</h2>
      <ol>
        {told.matters.map((matter, at) => (
          <li key={at}>{titleOf(visit, matter)}</li>
        ))}
      </ol>
      <p class="actions">
        <button class="button print" type="button" hidden>
          {say('print')}
        </button>{' '}
        <a class="button second" href={`/t/${code}`}>
          {say('back-to-progress')}
        </a>
      </p>
      <p class="quiet on-screen">{say('receipt-print-hint')}</p>
    </Page>
  );
}
