import type { Visit } from '../frame/visit';
import { dayIn } from './dates';
import { Fact } from './fact';
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
        <Fact term={say('case-number')}>{told.caseNumber}</Fact>
        {name !== undefined && <Fact term={say('applicant')}>{name}</Fact>}
        <Fact term={say('accepted-on')}>{dayIn(language, told.startedAt)}</Fact>
        {dueAt !== undefined && <Fact term={say('whole-due')}>{dayIn(language, dueAt)}</Fact>}
      </dl>
    </section>
  );
}
