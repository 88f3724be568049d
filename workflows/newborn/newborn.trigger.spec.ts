import { plainToInstance } from 'class-transformer';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bindFacts } from '../../src/engine/start-instance';
import { holds, subjectFact } from '../../src/core';
import { renameFacts } from '../../src/core/condition';
import { valueAt, absolutePath } from '../../src/core/record';
import { BirthReport } from './newborn.forms';
import { newborn } from './newborn.workflow';

const folder = join(__dirname, 'samples');

/** The proof of the definition takes for granted what is said here of the form. */
it.each(readdirSync(folder))('brings every field that is said to be known, in %s', (file) => {
  const report = plainToInstance(BirthReport, JSON.parse(readFileSync(join(folder, file), 'utf8')));
  const begun = newborn.trigger.begin(report as never, new Date('2026-11-20T02:00:00Z'));
  const facts = bindFacts(newborn, begun);
  const said = Object.entries(newborn.trigger.knownWhen ?? {});
  expect(said.map(([field]) => field)).toEqual(['child.name']);
  for (const [field, condition] of said) {
    begun.subjectFacts.forEach((_, index) => {
      const bound = renameFacts(condition, (fact) => subjectFact(newborn, fact, index + 1));
      const value = valueAt(begun.record, absolutePath(newborn, field, index + 1));
      expect(holds(bound, facts)).toBe(value !== undefined);
    });
  }
});
