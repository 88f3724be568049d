import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import type { LifeEvent } from '../core';
import { checkScenario } from './check-scenario';
import { Scenario } from './scenario';

/** One thing that is wrong with a scenario: where, and what. */
export interface ScenarioDefect {
  /** A JSON pointer. */
  readonly pointer: string;
  readonly says: string;
}

/** A scenario that cannot be run, with everything that is wrong with it. */
export class InvalidScenario extends Error {
  constructor(readonly defects: readonly ScenarioDefect[]) {
    super(
      [
        'The scenario is not valid:',
        ...defects.map(({ pointer, says }) => `  ${pointer === '' ? '/' : pointer}: ${says}`),
      ].join('\n'),
    );
    this.name = 'InvalidScenario';
  }
}

/** The scenario in a text, checked as a whole: first field by field, then against the definitions. */
export function readScenario(text: string, definitions: readonly LifeEvent[]): Scenario {
  let plain: unknown;
  try {
    plain = JSON.parse(text);
  } catch (error) {
    throw new InvalidScenario([{ pointer: '', says: `no JSON: ${error instanceof Error ? error.message : ''}` }]);
  }
  return makeScenario(plain, definitions);
}

/** The same from what has been read already. */
export function makeScenario(plain: unknown, definitions: readonly LifeEvent[]): Scenario {
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) {
    throw new InvalidScenario([{ pointer: '', says: 'must be an object' }]);
  }
  const scenario = plainToInstance(Scenario, plain);
  const errors = validateSync(scenario, { whitelist: true, forbidNonWhitelisted: true });
  const found = defectsIn(errors, '');
  if (found.length === 0) found.push(...checkScenario(scenario, definitions));
  if (found.length > 0) throw new InvalidScenario(found);
  return scenario;
}

function defectsIn(errors: readonly ValidationError[], above: string): ScenarioDefect[] {
  return errors.flatMap(({ property, constraints = {}, children = [] }) => {
    const pointer = `${above}/${property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const own = Object.entries(constraints).map(([name, says]) => ({
      pointer,
      says: name === 'whitelistValidation' ? 'there is no such field' : says.replace(`${property} `, ''),
    }));
    return [...own, ...defectsIn(children, pointer)];
  });
}
