import { Page } from '../frame/page';
import type { Visit } from '../frame/visit';
import { CaseHead } from '../parts/case-head';
import { timeIn } from '../parts/dates';
import { Matters, titleOf } from '../parts/matters';
import { isUnderWay, type ToldCase } from '../parts/told-case';
import { WhatNext } from '../parts/what-next';

/** One case of one's own, and everything that can be done about it. */
export function MyCasePage({ visit, told }: { readonly visit: Visit; readonly told: ToldCase }) {
  const { say, language, path } = visit;
  const at = `/my/${told.id}`;
  const isLive = isUnderWay(told);
  return (
    <Page
      visit={visit}
      title={told.title[language]}
      {...(isLive && { follows: `/api/v1/instances/${told.id}/stream` })}
    >
      <h1>{told.title[language]}</h1>
      <CaseHead visit={visit} told={told} />
      <WhatNext visit={visit} told={told}>
        <ul>
          {told.duties.map((duty) => (
            <li key={duty.place}>
              <a href={`${at}/${duty.place}`}>
                {say(duty.kind === 'signal' ? 'do-signal' : 'do-correction', { title: titleOf(visit, duty) })}
              </a>
            </li>
          ))}
        </ul>
      </WhatNext>
      <Matters visit={visit} told={told} />
      <p class="quiet">
        {say('as-of', { time: timeIn(language, told.asOf) })} <span class="live">{say('live-on')}</span>
      </p>
      <section class="actions" aria-labelledby="more">
        <h2 id="more">{say('my-do')}</h2>
        <ul>
          <li>
            <a href={`${at}/documents`}>{say('documents-title')}</a>
          </li>
          <li>
            <a href={`${at}/disclosures`}>{say('disclosures-title')}</a>
          </li>
          <li>
            <a href={`/t/${told.trackingCode}/receipt`}>{say('open-receipt')}</a>
          </li>
          <li>
            <a href={path}>{say('refresh')}</a>
          </li>
          {isLive && (
            <li>
              <a href={`${at}/withdraw`}>{say('withdraw-title')}</a>
            </li>
          )}
        </ul>
      </section>
    </Page>
  );
}
