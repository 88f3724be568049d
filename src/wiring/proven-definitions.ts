import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildChart, InvalidDefinitionError, reversibleChart, type LifeEvent } from '../core';
import { prove, tellViolation, type Proof } from '../prover/prove';
import type { Log } from './log';
import { productVersion } from './version';

/**
 * Lets no definition run that has not been proven. A proof is made once for each definition and build and then kept as
 * a file, so that a start is not held up by it. Throws InvalidDefinitionError with the shortest way to each violation.
 *
 * `folders`: where proofs are kept, in the order in which they are tried; a folder that cannot be written is passed over.
 */
export function requireProofs(definitions: readonly LifeEvent[], folders: readonly string[], log: Log): void {
  for (const definition of definitions) {
    const name = `${proofFingerprint(definition)}.json`;
    if (folders.some((folder) => existsSync(join(folder, name)))) continue;
    const startedAt = performance.now();
    const proof = prove(definition);
    if (proof.violations.length > 0) {
      throw new InvalidDefinitionError(definition.name, proof.violations.map(tellViolation));
    }
    const { event, version, configurations } = proof;
    log.info({ event, version, configurations, ms: Math.round(performance.now() - startedAt) }, 'definition proven');
    folders.some((folder) => keep(folder, name, proof));
  }
}

/** Changes with everything a proof rests on: the definition, how it is laid out, and the build. */
export function proofFingerprint(definition: LifeEvent): string {
  const { name, version, trigger, subject, facts, steps, always } = definition;
  const { by, provides, knownWhen } = trigger;
  const charts = [1, 2, 3].map((subjects) => reversibleChart(buildChart(definition, subjects)).fingerprint);
  const data = { name, version, by, provides, knownWhen, subject, facts, steps, always, charts };
  return createHash('sha256')
    .update(JSON.stringify([productVersion(), data]))
    .digest('hex');
}

function keep(folder: string, name: string, proof: Proof): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    const draft = join(folder, `${name}.${process.pid}`);
    writeFileSync(draft, `${JSON.stringify(proof)}\n`);
    renameSync(draft, join(folder, name));
    return true;
  } catch {
    return false;
  }
}
