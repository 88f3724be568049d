#!/usr/bin/env node
'use strict';

/**
 * Runs every test: what needs no process of its own on two workers, then what starts and kills processes, one file after
 * another.
 * Options are handed on to jest. The last line says how many passed and failed; no test at all is a failure.
 *
 * Tests that kill processes and wait for others share their few cores with whatever else runs here. Up to two files of
 * the second kind that failed are therefore run once more, alone, and named; what fails alone too has failed.
 */
require('./check-node.js')();

const { spawn } = require('node:child_process');
const { existsSync, mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const root = join(__dirname, '..');
const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');

const runs = [
  ['--selectProjects', 'unit', '--maxWorkers=2'],
  ['--selectProjects', 'integration', 'e2e', '--maxWorkers=2'],
  ['--selectProjects', 'product', 'crash', '--runInBand'],
];

/** A run that is over but does not end has left something open: a server, a connection, a timer. */
const patienceMs = 15_000;

main();

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'one-thing-jest-'));
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const [index, args] of runs.entries()) {
    const outputFile = join(folder, `${index}.json`);
    let result = await runJest(args, outputFile);
    if (index > 0) result = await lookAgain(result, outputFile);
    for (const key of Object.keys(total)) total[key] += result[key];
  }
  rmSync(folder, { recursive: true, force: true });

  if (total.skipped > 0) console.log(`${total.skipped} skipped`);
  if (total.passed + total.failed === 0) console.error('No test was run.');
  console.log(`${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
}

const mostLookedAtAgain = 2;

async function lookAgain(result, outputFile) {
  if (result.failed === 0 || !existsSync(outputFile)) return result;
  const failed = JSON.parse(readFileSync(outputFile, 'utf8')).testResults.filter(({ status }) => status === 'failed');
  if (failed.length === 0 || failed.length > mostLookedAtAgain) return result;
  const files = failed.map(({ name }) => name);
  console.log(`Failed beside others, run once more alone: ${files.join(', ')}`);
  const again = await runJest(['--runInBand', '--runTestsByPath', ...files], `${outputFile}.again`);
  const passedBefore = failed
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'passed');
  return { ...again, passed: result.passed - passedBefore.length + again.passed, skipped: result.skipped };
}

async function runJest(args, outputFile) {
  const child = spawn(
    process.execPath,
    [jest, '--passWithNoTests', '--json', `--outputFile=${outputFile}`, ...args, ...process.argv.slice(2)],
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const forward = (signal) => child.kill(signal);
  process.on('SIGINT', forward).on('SIGTERM', forward);
  const { code, hung } = await ended(child, outputFile);
  process.off('SIGINT', forward).off('SIGTERM', forward);

  const result = existsSync(outputFile) ? readResult(outputFile) : { passed: 0, failed: 1, skipped: 0 };
  if (hung) console.error('The tests are over and jest does not end: one of them has left something open.');
  if (result.failed === 0 && (hung || code !== 0)) result.failed = 1;
  return result;
}

function ended(child, outputFile) {
  return new Promise((resolve) => {
    let finishedAt;
    const watch = setInterval(() => {
      if (!existsSync(outputFile)) return;
      finishedAt ??= Date.now();
      if (Date.now() - finishedAt < patienceMs) return;
      clearInterval(watch);
      child.kill('SIGKILL');
      resolve({ code: null, hung: true });
    }, 250);
    child.once('exit', (code) => {
      clearInterval(watch);
      resolve({ code, hung: false });
    });
  });
}

/** A file that could not be run counts as one failed test. */
function readResult(outputFile) {
  const result = JSON.parse(readFileSync(outputFile, 'utf8'));
  return {
    passed: result.numPassedTests,
    failed: result.numFailedTests + result.numRuntimeErrorTestSuites,
    skipped: result.numPendingTests + result.numTodoTests,
  };
}
