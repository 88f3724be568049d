/** Compares the pictures in the folders of the life events with what their definitions say, or draws them. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Definitions } from '../src/engine/definitions';
import { exportSvg } from '../src/export/export-svg';
import { departmentTitles as departments } from '../workflows/departments';
import { definitions, messages } from '../workflows/registry';

const known = new Definitions(definitions);
const isWriting = process.argv[2] === 'write';

async function main(): Promise<void> {
  for (const definition of known.all().filter((one) => known.find(one.name) === one)) {
    const folder = join('workflows', definition.name);
    for (const language of ['zh-CN', 'en'] as const) {
      const file = join(folder, `diagram.${language}.svg`);
      const drawn = await exportSvg(definition, { language, departments, messages }, 'auto');
      if (isWriting) writeFileSync(join(__dirname, '..', file), drawn);
      else if (read(file) !== drawn)
        complain(`${file} is not what the definition says: run "npm run pictures:write" and commit what changed.`);
      if (!read(join(folder, 'README.md')).includes(`(diagram.${language}.svg)`)) {
        complain(`${join(folder, 'README.md')} does not show diagram.${language}.svg.`);
      }
    }
  }
}

function read(file: string): string {
  const path = join(__dirname, '..', file);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

function complain(defect: string): void {
  console.error(defect);
  process.exitCode = 1;
}

void main();
