import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportCommand } from './commands/export';

/** What the command prints, or what it says of wrong use. */
async function run(...args: string[]): Promise<{ out: string; wrong?: string }> {
  let [out, wrong] = ['', ''];
  const written = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  const command = exportCommand()
    .exitOverride()
    .configureOutput({ writeErr: () => undefined, outputError: (text) => void (wrong += text) });
  await command.parseAsync(args, { from: 'user' }).catch(() => undefined);
  written.mockRestore();
  return wrong === '' ? { out } : { out, wrong };
}

it.each([
  ['xstate', /^\/\/ newborn@1 for 1 subject\(s\)[\s\S]*createMachine\(\{/],
  ['mermaid', /^stateDiagram-v2\n/],
  ['scxml', /^<scxml version="1.0"/],
  ['svg', /^<svg class="one-thing"/],
])('prints %s', async (format, expected) => {
  const { out, wrong } = await run('newborn', '--format', format);
  expect(wrong).toBeUndefined();
  expect(out).toMatch(expected);
  expect(out).toContain('birthCertificate');
  expect(out.endsWith('\n')).toBe(true);
});

it('lays the chart out for as many subjects as asked, and as JSON', async () => {
  const { out } = await run('newborn', '--format', 'xstate', '--subjects', '2', '--json');
  expect(Object.keys((JSON.parse(out) as { states: object }).states)).toContain('citizenCard@2');
});

it('writes a file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'one-thing-export-'));
  const file = join(folder, 'newborn.mmd');
  expect(await run('newborn', '--format', 'mermaid', '--out', file)).toEqual({ out: '' });
  expect(readFileSync(file, 'utf8')).toEqual((await run('newborn', '--format', 'mermaid')).out);
  rmSync(folder, { recursive: true });
});

it.each([
  [['wedding', '--format', 'mermaid'], /there is no life event "wedding"/],
  [['newborn'], /required option '--format <format>' not specified/],
  [['newborn', '--format', 'png'], /Allowed choices are xstate, mermaid, scxml, svg/],
  [['newborn', '--format', 'scxml', '--subjects', '4'], /newborn has 1 to 3 subjects/],
  [['newborn', '--format', 'scxml', '--subjects', '0'], /newborn has 1 to 3 subjects/],
  [['newborn', '--format', 'scxml', '--subjects', 'many'], /must be a whole number/],
  [['newborn', '--format', 'scxml', '--json'], /only xstate is exported as JSON/],
])('%j is wrong use', async (args, said) => {
  const { out, wrong } = await run(...args);
  expect(out).toBe('');
  expect(wrong).toMatch(said);
});
