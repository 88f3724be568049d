/**
 * Makes each defect of the catalogue in a copy of the sources, one at a time, and runs the test that must catch it.
 * Exit 1 when one survives, when a text to replace is not there exactly once, or when a test fails without any defect.
 * An argument chooses those whose guarantee or defect contains it.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mutants, type Mutant } from './catalogue';
import { editsOf } from './edits';

const root = join(__dirname, '../..');
const copied = ['bench', 'bin', 'departments', 'migrations', 'scripts', 'src', 'test', 'workflows'];
const files = ['jest.config.js', 'package.json', 'tsconfig.json'];
/** A defect may also show as a test that never ends. */
const PATIENCE_MS = 240_000;

function copySources(): string {
  const folder = mkdtempSync(join(tmpdir(), 'one-thing-mutants-'));
  for (const name of [...copied, ...files]) cpSync(join(root, name), join(folder, name), { recursive: true });
  for (const name of ['node_modules', 'dist']) symlinkSync(join(root, name), join(folder, name));
  return folder;
}

function passes(folder: string, [project, file, names]: Mutant['test']): boolean {
  const jest = join(folder, 'node_modules/jest/bin/jest.js');
  const only = names === undefined ? [] : ['--testNamePattern', names];
  const args = [jest, file, '--selectProjects', project, '--runInBand', '--bail', '--forceExit', ...only];
  return spawnSync(process.execPath, args, { cwd: folder, stdio: 'ignore', timeout: PATIENCE_MS }).status === 0;
}

function survives(folder: string, mutant: Mutant): boolean | 'not there' {
  const edits = editsOf(folder, mutant);
  if (edits === undefined) return 'not there';
  for (const { path, broken } of edits) writeFileSync(path, broken);
  try {
    return passes(folder, mutant.test);
  } finally {
    for (const { path, sound } of edits) writeFileSync(path, sound);
  }
}

function main(): void {
  const wanted = process.argv[2] ?? '';
  const chosen = mutants.filter(({ guarantee, defect }) => `${guarantee} ${defect}`.includes(wanted));
  const folder = copySources();
  let bad = 0;
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  try {
    for (const test of new Map(chosen.map((one) => [one.test.join(' '), one.test])).values()) {
      if (passes(folder, test)) continue;
      bad += 1;
      say(`FAILS WITHOUT A DEFECT  ${test.join(' ')}`);
    }
    for (const mutant of chosen) {
      const outcome = survives(folder, mutant);
      if (outcome !== false) bad += 1;
      const word = outcome === false ? 'caught' : outcome === true ? 'SURVIVED' : 'NOT THERE';
      say(`${word.padEnd(10)}${mutant.guarantee.padEnd(9)}${mutant.defect}  (${mutant.test[1]})`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  say(`${chosen.length - bad} of ${chosen.length} caught`);
  if (bad > 0 || chosen.length === 0) process.exitCode = 1;
}

main();
