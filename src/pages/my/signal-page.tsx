import type { AskedField } from '../forms/asked-field';
import { Faults, FormField } from '../forms/form-field';
import { FormToken } from '../frame/form-token';
import { Page } from '../frame/page';
import type { Visit } from '../frame/visit';
import { BackToCase } from '../parts/back-to-case';

interface SignalPageParts {
  readonly visit: Visit;
  readonly id: string;
  readonly subject: string;
  readonly title: string;
  readonly fields: readonly AskedField[];
}

/** What is asked first; what may be left out is folded away until it is wanted, or wrong. */
export function SignalPage({ visit, id, subject, title, fields }: SignalPageParts) {
  const { say, path } = visit;
  const asked = fields.filter(({ about }) => !about.optional);
  const more = fields.filter(({ about }) => about.optional);
  const isOpen = more.some(({ text, fault }) => text !== '' || fault !== undefined);
  const whole = Number(subject) > 1 ? say('of-subject', { title, subject }) : title;
  return (
    <Page visit={visit} title={whole}>
      <h1>{whole}</h1>
      <p>{say('signal-about')}</p>
      <form method="post" action={path} novalidate>
        <FormToken visit={visit} />
        <Faults visit={visit} fields={fields} />
        {asked.map((field) => (
          <FormField key={field.name} visit={visit} field={field} />
        ))}
        {more.length > 0 && (
          <details open={isOpen}>
            <summary>{say('signal-more')}</summary>
            {more.map((field) => (
              <FormField key={field.name} visit={visit} field={field} />
            ))}
          </details>
        )}
        <p>
          <button class="button">{say('form-send')}</button>
        </p>
      </form>
      <BackToCase visit={visit} id={id} />
    </Page>
  );
}
