/**
 * Compares every definition with `workflows/published.json`, or adds what is new there. A version that stands there is
 * what cases live on: it is never changed, it gets a successor.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPublishedDefects, publishedNames, type Published } from '../src/persistence/published-definitions';
import { definitions } from '../workflows/registry';

const committed = join(__dirname, '../workflows/published.json');

const published = JSON.parse(readFileSync(committed, 'utf8')) as Published;
const isWriting = process.argv[2] === 'write';
const defects = findPublishedDefects(definitions, published, { missingIsDefect: !isWriting });
for (const defect of defects) console.error(defect);
if (defects.length > 0) process.exitCode = 1;
else if (isWriting) {
  writeFileSync(committed, `${JSON.stringify({ ...published, ...publishedNames(definitions) }, undefined, 2)}\n`);
}
