import type { ApiParts } from '../../api/api-parts';
import type { PlannedReversalResponse } from '../../api/instances/taking-back.response';
import { nameOfDepartment } from '../../api/messages/department-texts';
import { FormToken } from '../frame/form-token';
import { Page } from '../frame/page';
import type { Visit } from '../frame/visit';
import { BackToCase } from '../parts/back-to-case';
import { dayIn } from '../parts/dates';

interface WithdrawPageParts {
  readonly visit: Visit;
  readonly id: string;
  readonly plan: readonly PlannedReversalResponse[];
  readonly parts: Pick<ApiParts, 'messages'>;
}

/** What withdrawing would do to each matter, and the button that does it. */
export function WithdrawPage({ visit, id, plan, parts }: WithdrawPageParts) {
  const { say, path } = visit;
  return (
    <Page visit={visit} title={say('withdraw-title')}>
      <h1>{say('withdraw-title')}</h1>
      <p>{say('withdraw-about')}</p>
      <ul class="matters">
        {plan.map((line) => (
          <li key={`${line.id} ${line.subject}`}>
            <h2>{line.subject === undefined || line.subject === 1 ? line.title : `${line.title} (${line.subject})`}</h2>
            <p>{inWords(visit, line, parts.messages)}</p>
          </li>
        ))}
      </ul>
      <form method="post" action={path}>
        <FormToken visit={visit} />
        <p>
          <button class="button danger">{say('withdraw-do')}</button>
        </p>
      </form>
      <BackToCase visit={visit} id={id} />
    </Page>
  );
}

function inWords({ say, language }: Visit, line: PlannedReversalResponse, messages: ApiParts['messages']): string {
  const { action, department = '', reason, dueAt } = line;
  const who = nameOfDepartment(messages, department)[language];
  switch (action) {
    case 'cancel':
      return say('withdraw-cancel');
    case 'undo':
      return dueAt === undefined
        ? say('withdraw-undo', { who })
        : say('withdraw-undo-by', { who, date: dayIn(language, dueAt) });
    case 'notify':
      return say('withdraw-notify', { who, why: reason?.message ?? '' });
    case 'keep':
      return say('withdraw-keep', { why: reason?.message ?? '' });
  }
}
