import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildChart, InvalidDefinitionError, reversibleChart, type LifeEvent } from '../core';
import type { Verification } from '../engine/verification';
import { claims } from '../prover/found';
import { prove, tellViolation, type Proof } from '../prover/prove';
import type { Log } from './log';
import { productVersion } from './version';

/** A proof as it is kept: what was proven, when, and how long that took. */
interface KeptProof extends Proof {
  readonly seconds: number;
  readonly provenAt: string;
}

/**
 * Lets no definition run that has not been proven, and says what was proven. A proof is made once for each definition
 * and build and then kept as a file, so that a start is not held up by it. Throws InvalidDefinitionError with the
 * shortest way to each violation.
 *
 * `folders`: where proofs are kept, in the order in which they are tried; a folder that cannot be written is passed over.
 */
export function requireProofs(
  definitions: readonly LifeEvent[],
  folders: readonly string[],
  log: Log,
): readonly Verification[] {
  return definitions.map((definition) => {
    const fingerprint = proofFingerprint(definition);
    const name = `${fingerprint}.json`;
    const kept = folders.map((folder) => readKept(join(folder, name))).find((proof) => proof !== undefined);
    if (kept !== undefined) return verificationOf(kept, fingerprint);
    const startedAt = performance.now();
    const proof = prove(definition);
    if (proof.violations.length > 0) {
      throw new InvalidDefinitionError(definition.name, proof.violations.map(tellViolation));
    }
    const { event, version, configurations } = proof;
    const ms = Math.round(performance.now() - startedAt);
    log.info({ event, version, configurations, ms }, 'definition proven');
    const made = { ...proof, seconds: ms / 1_000, provenAt: new Date().toISOString() };
    folders.some((folder) => keep(folder, name, made));
    return verificationOf(made, fingerprint);
  });
}

const verificationOf = ({ violations: _none, provenAt, ...proof }: KeptProof, fingerprint: string): Verification => ({
  ...proof,
  claims: Object.keys(claims),
  provenAt: new Date(provenAt),
  fingerprint,
});

/** Undefined for a file that is not there, is cut off, or was kept without saying when. */
function readKept(path: string): KeptProof | undefined {
  try {
    const proof = JSON.parse(readFileSync(path, 'utf8')) as Partial<KeptProof>;
    return proof.provenAt === undefined ? undefined : (proof as KeptProof);
  } catch {
    return undefined;
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

function keep(folder: string, name: string, proof: KeptProof): boolean {
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
