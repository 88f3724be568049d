/** Exit 1 when a change has taken away the text that a mutant replaces: it would catch nothing any more. */
import { join } from 'node:path';
import { mutants } from './catalogue';
import { editsOf } from './edits';

const lost = mutants.filter((mutant) => editsOf(join(__dirname, '../..'), mutant) === undefined);
for (const { guarantee, defect, file } of lost) process.stderr.write(`NOT THERE ${guarantee} ${defect}  (${file})\n`);
if (lost.length > 0) process.exitCode = 1;
