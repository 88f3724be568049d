import { Page } from '../frame/page';
import type { Visit } from '../frame/visit';
import { dayIn } from '../parts/dates';
import { StatusOfCase } from '../parts/status';
import type { ToldCase } from '../parts/told-case';

interface MyCasesPageParts {
  readonly visit: Visit;
  readonly cases: readonly ToldCase[];
  /** Where the next page begins; null on the last. */
  readonly next: string | null;
}

export function MyCasesPage({ visit, cases, next }: MyCasesPageParts) {
  const { say, language } = visit;
  return (
    <Page visit={visit} title={say('menu-my')}>
      <h1>{say('menu-my')}</h1>
      {cases.length === 0 && <p>{say('my-none')}</p>}
      <ul class="matters">
        {cases.map((told) => (
          <li key={told.id}>
            <h2>
              <a href={`/my/${told.id}`}>{told.title[language]}</a>
            </h2>
            <p>
              <StatusOfCase status={told.status} say={say} />
              {' · '}
              {say('progress', { done: told.done, total: told.matters.length })}
            </p>
            {told.duties.length > 0 && <p class="status yours">{say('my-duties', { count: told.duties.length })}</p>}
            <p class="quiet">
              {told.caseNumber} · {say('accepted-on')} {dayIn(language, told.startedAt)}
            </p>
          </li>
        ))}
      </ul>
      {next !== null && (
        <p>
          <a class="button second" href={`/my?cursor=${next}`}>
            {say('my-more')}
          </a>
        </p>
      )}
    </Page>
  );
}
