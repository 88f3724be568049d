import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const mendRequires = createRequire(__filename)('../../bin/mend-requires.js') as (
  root: string,
  output: string,
) => number;

describe('a build in a folder with a Chinese name', () => {
  it('refers to compiled files beside it, not to the sources by their absolute path', () => {
    const folder = mkdtempSync(join(tmpdir(), 'one-thing-build-'));
    try {
      const root = join(folder, '一 件事');
      const output = join(root, 'dist');
      mkdirSync(join(output, 'src', 'api', 'tasks'), { recursive: true });
      mkdirSync(join(output, 'src', 'api', 'instances'));
      writeFileSync(join(output, 'src', 'api', 'instances', 'answer.js'), 'exports.Answer = "found";');
      const printed = `${folder}/\\u4E00 \\u4EF6\\u4E8B/src/api/instances/answer`;
      const file = join(output, 'src', 'api', 'tasks', 'tasks.js');
      writeFileSync(file, `module.exports = [require("${printed}").Answer, () => require("${printed}").Answer];`);
      expect(mendRequires(root, output)).toBe(1);
      expect(readFileSync(file, 'utf8')).not.toContain(folder);
      const made = createRequire(file)(file) as [string, () => string];
      expect([made[0], made[1]()]).toEqual(['found', 'found']);
      expect(mendRequires(root, output)).toBe(0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
