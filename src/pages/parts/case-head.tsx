import type { Visit } from '../frame/visit';
import { dayIn } from './dates';
import { StatusOfCase } from './status';
import type { ToldCase } from './told-case';

interface CaseHeadParts {
  readonly visit: Visit;
  readonly told: ToldCase;
  /** Masked. */
  readonly name?: string | undefined;
}

/** What case it is and how far it has come. */
export function CaseHead({ visit: { say, language }, told, name }: CaseHeadParts) {
  const { matters, done, dueAt } = told;
  return (
    <section class="case-head">
      <p class="big">
        <StatusOfCase status={told.status} say={say} />
      </p>
      <p>
        <progress value={done} max={matters.length} aria-hidden="true" />
        <span>{say('progress', { done, total: matters.length })}</span>
      </p>
      <dl class="facts">
        <div>
          <dt>{say('case-number')}</dt>
          <dd>{told.caseNumber}</dd>
        </div>
        {name !== undefined && (
          <div>
            <dt>{say('applicant')}</dt>
            <dd>{name}</dd>
          </div>
        )}
        <div>
          <dt>{say('accepted-on')}</dt>
          <dd>{dayIn(language, told.startedAt)}</dd>
        </div>
        {dueAt !== undefined && (
          <div>
            <dt>{say('whole-due')}</dt>
            <dd>{dayIn(language, dueAt)}</dd>
          </div>
        )}
      </dl>
    </section>
  );
}
