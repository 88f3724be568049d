import { Page } from '../frame/page';
import type { Visit } from '../frame/visit';
import { CaseHead } from '../parts/case-head';
import { Matters } from '../parts/matters';
import { timeIn } from '../parts/dates';
import { isUnderWay, type ToldCase } from '../parts/told-case';
import { WhatNext } from '../parts/what-next';

interface TrackPageParts {
  readonly visit: Visit;
  readonly told: ToldCase;
  readonly name: string | undefined;
}

/** The limited view: how each matter stands, what comes next, when, and whom to call. */
export function TrackPage({ visit, told, name }: TrackPageParts) {
  const { say, language, path } = visit;
  const code = told.trackingCode;
  return (
    <Page
      visit={visit}
      title={say('track-title', { title: told.title[language] })}
      {...(isUnderWay(told) && { follows: `/api/v1/track/${code}/stream` })}
    >
      <h1>{told.title[language]}</h1>
      <CaseHead visit={visit} told={told} name={name} />
      <WhatNext visit={visit} told={told} />
      <Matters visit={visit} told={told} />
      <p class="quiet">
        {say('as-of', { time: timeIn(language, told.asOf) })} <span class="live">{say('live-on')}</span>
      </p>
      <p class="actions">
        <a class="button second" href={path}>
          {say('refresh')}
        </a>{' '}
        <a class="button second" href={`/t/${code}/receipt`}>
          {say('open-receipt')}
        </a>
      </p>
    </Page>
  );
}
