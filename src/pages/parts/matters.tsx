import type { Text } from '../../core';
import type { Visit } from '../frame/visit';
import { dayIn } from './dates';
import { StatusOfMatter } from './status';
import type { Expected, ToldCase, ToldMatter } from './told-case';

/** The title of a matter; of twins it matters whose. */
export function titleOf({ say, language }: Visit, told: { readonly title: Text; readonly subject?: number }): string {
  const title = told.title[language];
  return told.subject === undefined ? title : say('of-subject', { title, subject: told.subject });
}

/** Each matter in plain words. */
export function Matters({ visit, told }: { readonly visit: Visit; readonly told: ToldCase }) {
  const { say } = visit;
  return (
    <section aria-labelledby="matters">
      <h2 id="matters">{say('matters')}</h2>
      <ul class="matters">
        {told.matters.map((matter, at) => (
          <li key={at}>
            <Matter visit={visit} matter={matter} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Matter({ visit, matter }: { readonly visit: Visit; readonly matter: ToldMatter }) {
  const { say, language } = visit;
  const { status, says, expected, after } = matter;
  const isDone = status === 'completed' || status === 'notApplicable';
  return (
    <>
      <h3>{titleOf(visit, matter)}</h3>
      <p>
        <StatusOfMatter status={status} say={say} />
      </p>
      {after.length > 0 && (
        <p>{say('waits-for', { titles: after.map((one) => titleOf(visit, one)).join(say('and-next')) })}</p>
      )}
      {says !== undefined && <p>{says[language]}</p>}
      {expected !== undefined && <p>{inWords(visit, expected, status)}</p>}
      {!isDone && <p class="quiet">{say('ask-whom', { whom: matter.call[language] })}</p>}
    </>
  );
}

function inWords({ say, language }: Visit, expected: Expected, status: ToldMatter['status']): string {
  switch (expected.kind) {
    case 'by': {
      const by = say('expected-by', { date: dayIn(language, expected.at) });
      return expected.provisional ? `${by} (${say('provisional')})` : by;
    }
    case 'afterPromise':
      return say('late-promise', { date: dayIn(language, expected.at) });
    case 'afterLaw':
      return say('late-law', { date: dayIn(language, expected.at) });
    case 'paused':
      return say('clock-paused');
    case 'onceBegun':
      return expected.limit.kind === 'immediately'
        ? say('after-same-day')
        : say('after-days', { days: expected.limit.days });
    case 'ended':
      return say(status === 'completed' ? 'done-on' : 'ended-on', { date: dayIn(language, expected.at) });
  }
}
