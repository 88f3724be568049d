import type { LifeEvent } from '../../core';
import type { InstanceResponse, StepResponse } from '../../api/instances/instance.response';
import { Page } from '../frame/page';
import type { Visit } from '../frame/visit';
import { BackToCase } from '../parts/back-to-case';
import { dayIn } from '../parts/dates';
import { Fact } from '../parts/fact';
import { fieldTitle, valueInWords } from '../parts/field-words';

interface DocumentsPageParts {
  readonly visit: Visit;
  readonly shown: InstanceResponse;
  readonly definition: LifeEvent;
}

/** What was issued: each completed matter with its numbers, to be read and printed. */
export function DocumentsPage({ visit, shown, definition }: DocumentsPageParts) {
  const { say, language } = visit;
  const issued = shown.steps.filter(
    (step): step is StepResponse => step.status === 'completed' && 'output' in step && step.output !== undefined,
  );
  const isSeveral = (shown.subject?.count ?? 1) > 1;
  return (
    <Page visit={visit} title={say('documents-title')}>
      <h1>{say('documents-title')}</h1>
      <p>{say('documents-about', { number: shown.caseNumber })}</p>
      {issued.length === 0 && <p>{say('documents-none')}</p>}
      {issued.map((step) => (
        <section key={`${step.id} ${step.subject}`} class="document">
          <h2>
            {isSeveral && step.subject !== undefined
              ? say('of-subject', { title: step.title, subject: step.subject })
              : step.title}
          </h2>
          <dl class="facts">
            {Object.entries(step.output ?? {}).map(([path, value]) => (
              <Fact key={path} term={fieldTitle(definition, path, language)}>
                <strong>{valueInWords(definition, path, value, language)}</strong>
              </Fact>
            ))}
            {step.completedAt !== null && (
              <Fact term={say('documents-issued')}>{dayIn(language, step.completedAt)}</Fact>
            )}
          </dl>
        </section>
      ))}
      <BackToCase visit={visit} id={shown.id} mayPrint />
    </Page>
  );
}
