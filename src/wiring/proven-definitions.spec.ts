import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidDefinitionError } from '../core';
import { matter, small } from '../prover/testing/words';
import { step } from '../core';
import { proofFingerprint, requireProofs } from './proven-definitions';

const sound = small({ steps: { lend: step('library.lend', matter) } });
const faulty = small({ steps: { lend: step('library.lend', { ...matter, needs: ['lend'] }) } });

let folder: string;
let told: string[];
const log = { info: (_: object, text?: string) => void told.push(text ?? '') } as unknown as Parameters<
  typeof requireProofs
>[2];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'proofs-'));
  told = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

it('proves a definition once, whichever of the folders can be written', () => {
  const noFolder = join(folder, 'a-file');
  writeFileSync(noFolder, '');
  const kept = join(folder, 'kept');
  requireProofs([sound], [noFolder, kept], log);
  requireProofs([sound], [noFolder, kept], log);
  expect(told).toEqual(['definition proven']);
  expect(readdirSync(kept)).toEqual([`${proofFingerprint(sound)}.json`]);
});

it('does not start on a definition that is refuted, and shows the way each time', () => {
  const start = (): unknown => requireProofs([faulty], [folder], log);
  expect(start).toThrow(InvalidDefinitionError);
  expect(start).toThrow(/"lend" can never come to its end.*\n.*1\. the case begins/);
  expect(readdirSync(folder)).toEqual([]);
});

it('proves again what has changed in a way that a proof rests on', () => {
  const changed = small({ steps: { lend: step('library.lend', matter) }, provides: ['book.number'] });
  requireProofs([sound, changed], [folder], log);
  expect(readdirSync(folder)).toHaveLength(2);
});

it('says of a kept proof what it said when it was made', () => {
  const made = requireProofs([sound], [folder], log);
  expect(requireProofs([sound], [folder], log)).toEqual(made);
  expect(made[0]).toMatchObject({ event: sound.name, fingerprint: proofFingerprint(sound), subjects: [1] });
  expect(made[0]?.claims).toContain('converges');
});

it.each(['{"event":"small","violations":[]}', '{"event":'])('proves again what was kept as %s', (kept) => {
  writeFileSync(join(folder, `${proofFingerprint(sound)}.json`), kept);
  requireProofs([sound], [folder], log);
  expect(told).toEqual(['definition proven']);
});
