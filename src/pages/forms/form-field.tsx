import type { Visit } from '../frame/visit';
import type { AskedField } from './asked-field';

/** Ids of boxes have no dots, which style sheets and scripts read otherwise. */
const idOf = (name: string): string => `field-${name.replaceAll('.', '-')}`;

/** One question: its title, what helps, what is wrong, and the box. */
export function FormField({ visit: { say }, field }: { readonly visit: Visit; readonly field: AskedField }) {
  const { name, about, fault } = field;
  const id = idOf(name);
  return (
    <p class={fault === undefined ? 'field' : 'field wrong'}>
      <label for={id}>
        {about.title}
        {about.optional && ` ${say('form-optional')}`}
      </label>
      {about.hint !== undefined && (
        <span class="hint" id={`${id}-hint`}>
          {about.hint}
        </span>
      )}
      {fault !== undefined && (
        <span class="fault" id={`${id}-fault`}>
          {fault}
        </span>
      )}
      <Box field={field} say={say} />
    </p>
  );
}

function Box({ field: { name, about, text, fault }, say }: { readonly field: AskedField; readonly say: Visit['say'] }) {
  const id = idOf(name);
  const told = [...(about.hint === undefined ? [] : ['hint']), ...(fault === undefined ? [] : ['fault'])];
  const box = {
    ...{ id, name },
    ...(told.length === 0 ? {} : { 'aria-describedby': told.map((one) => `${id}-${one}`).join(' ') }),
    ...(fault === undefined ? {} : { 'aria-invalid': 'true' as const }),
  };
  switch (about.kind) {
    case 'choice':
    case 'yesNo': {
      const yesOrNo = [
        { value: 'true', title: say('form-yes') },
        { value: 'false', title: say('form-no') },
      ];
      return (
        <select {...box}>
          {(text === '' || about.optional) && <option value="">{say('form-choose')}</option>}
          {(about.choices ?? yesOrNo).map(({ value, title }) => (
            <option key={value} value={value} selected={value === text}>
              {title}
            </option>
          ))}
        </select>
      );
    }
    case 'number':
      return <input {...box} type="text" inputMode="numeric" autocomplete="off" maxLength={9} value={text} />;
    case 'moment':
      return <input {...box} type="datetime-local" autocomplete="off" value={text} />;
    default:
      return <input {...box} type="text" autocomplete="off" maxLength={about.longest ?? 200} value={text} />;
  }
}

/** Everything that is wrong, at once, above the form; each leads to its box. */
export function Faults({ visit: { say }, fields }: { readonly visit: Visit; readonly fields: readonly AskedField[] }) {
  const wrong = fields.filter(({ fault }) => fault !== undefined);
  if (wrong.length === 0) return null;
  return (
    <div class="faults" role="alert">
      <h2>{say('form-faults', { count: wrong.length })}</h2>
      <ul>
        {wrong.map(({ name, about, fault }) => (
          <li key={name}>
            <a href={`#${idOf(name)}`}>{say('form-fault', { title: about.title, fault: fault ?? '' })}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}
