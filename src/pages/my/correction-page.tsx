import type { AskedDefectResponse } from '../../api/tasks/task.response';
import type { AskedField } from '../forms/asked-field';
import { Faults, FormField } from '../forms/form-field';
import { FormToken } from '../frame/form-token';
import { Page } from '../frame/page';
import type { Visit } from '../frame/visit';
import { BackToCase } from '../parts/back-to-case';

interface CorrectionPageParts {
  readonly visit: Visit;
  readonly id: string;
  readonly title: string;
  readonly reason: string | undefined;
  readonly fields: readonly AskedField[];
  readonly defects: readonly AskedDefectResponse[];
  readonly news: string | undefined;
}

/** What is to be put right stands first, with what the department has said about it; the rest is folded away. */
export function CorrectionPage({ visit, id, title, reason, fields, defects, news }: CorrectionPageParts) {
  const { say, path } = visit;
  const whole = say('correction-title', { title });
  const asked = fields.flatMap((field) => {
    const said = defects
      .filter((one) => one.field === field.name)
      .map(({ code, message }) => (message === code ? say('correction-check') : message));
    if (said.length === 0 && field.fault === undefined) return [];
    return [{ ...field, about: { ...field.about, optional: false, ...(said.length > 0 && { hint: said.join(' ') }) } }];
  });
  const more = fields.filter(({ name }) => !asked.some((one) => one.name === name));
  const boxes = more.map((field) => <FormField key={field.name} visit={visit} field={field} />);
  return (
    <Page visit={visit} title={whole}>
      <h1>{whole}</h1>
      {reason !== undefined && <p class="next yours">{reason}</p>}
      <p>{say('correction-about')}</p>
      <form method="post" action={path} novalidate>
        <FormToken visit={visit} />
        {news !== undefined && (
          <p class="fault" role="alert">
            {news}
          </p>
        )}
        <Faults visit={visit} fields={fields} />
        {asked.map((field) => (
          <FormField key={field.name} visit={visit} field={field} />
        ))}
        {/* Where the department names no field, any of them may be the one. */}
        {asked.length === 0 && boxes}
        {asked.length > 0 && boxes.length > 0 && (
          <details>
            <summary>{say('correction-more')}</summary>
            {boxes}
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
