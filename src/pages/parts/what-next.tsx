import type { ComponentChildren } from 'preact';
import type { Visit } from '../frame/visit';
import { titleOf } from './matters';
import type { ToldCase } from './told-case';

interface WhatNextParts {
  readonly visit: Visit;
  readonly told: ToldCase;
  /** How the family does what it is asked for; where nobody is logged in, by logging in. */
  readonly children?: ComponentChildren;
}

/** What comes next, and whether the family has to do anything about it. */
export function WhatNext({ visit, told, children }: WhatNextParts) {
  const { say } = visit;
  const { duties, matters } = told;
  const counters = matters.filter(({ status }) => status === 'manual').length;
  const hasEnded = told.done === matters.length;
  return (
    <section aria-labelledby="next" class={duties.length > 0 ? 'next yours' : 'next'}>
      <h2 id="next">{say(duties.length > 0 ? 'next-you' : 'what-next')}</h2>
      {duties.length === 0 && <p>{say(hasEnded ? 'next-ended' : 'next-nothing')}</p>}
      {counters > 0 && <p>{say('next-counter', { count: counters })}</p>}
      {duties.length > 0 &&
        (children ?? (
          <>
            <ul>
              {duties.map((duty) => (
                <li key={duty.place}>
                  {say(duty.kind === 'signal' ? 'next-signal' : 'next-correction', { title: titleOf(visit, duty) })}
                </li>
              ))}
            </ul>
            <p>
              <a class="button" href={`/my/${told.id}`}>
                {say('log-in-to-do')}
              </a>
            </p>
          </>
        ))}
    </section>
  );
}
