import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GENESIS } from '../engine/history-hash';
import { makeSeal, type Seal } from '../engine/seal';
import { AnchorFile, readAnchors } from './anchor-file';

const seals: Seal[] = [];
for (let n = 1; n <= 4; n += 1) {
  const heads = [{ instance: `case ${n}`, from: 1, to: 1, hash: GENESIS, marks: '00000000' }];
  const previous = seals.at(-1)?.hash ?? GENESIS;
  const words = { at: '2026-03-02T01:00:00.000Z', since: '1', until: '2', previous, heads };
  seals.push(makeSeal({ n, algorithm: n % 2 === 0 ? 'sm3' : 'sha256', ...words }));
}

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'anchors-'));
  path = join(folder, 'seals.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

const numbers = async (): Promise<number[]> => {
  const found: number[] = [];
  for await (const { n } of readAnchors(folder)) found.push(n);
  return found;
};

it('has no seal before the first', async () => {
  expect([await new AnchorFile(folder).last(), await numbers()]).toEqual([0, []]);
});

it('is taken up where another process has left it', async () => {
  const [one, other] = [new AnchorFile(folder), new AnchorFile(folder)];
  await one.append(seals.slice(0, 2));
  expect(await other.last()).toBe(2);
  await other.append(seals.slice(2, 3));
  expect(await one.last()).toBe(3);
  await one.append(seals.slice(3));
  expect(await numbers()).toEqual([1, 2, 3, 4]);
});

it('leaves out a line that a crash has cut off, and writes it anew', async () => {
  await new AnchorFile(folder).append(seals.slice(0, 2));
  appendFileSync(path, JSON.stringify(seals[2]).slice(0, 50));
  expect(await numbers()).toEqual([1, 2]);
  await new AnchorFile(folder).append(seals.slice(2));
  expect(await numbers()).toEqual([1, 2, 3, 4]);
});

it('takes no seal that does not follow, and has lost nothing by it', async () => {
  const anchor = new AnchorFile(folder);
  await anchor.append(seals.slice(0, 2));
  await expect(anchor.append(seals.slice(3))).rejects.toThrow('seal 3 is missing');
  await expect(anchor.append(seals.slice(1, 2))).rejects.toThrow('does not follow');
  const forged = makeSeal({ ...(seals[2] as Seal), previous: GENESIS });
  await expect(anchor.append([forged])).rejects.toThrow('does not follow from the seal before');
  await anchor.append(seals.slice(2));
  expect(await numbers()).toEqual([1, 2, 3, 4]);
});

it('begins anew when the file has been moved aside', async () => {
  const anchor = new AnchorFile(folder);
  await anchor.append(seals);
  rmSync(path);
  expect(await anchor.last()).toBe(0);
  await anchor.append(seals);
  expect(await numbers()).toEqual([1, 2, 3, 4]);
});

it('is refused when somebody has written in it', async () => {
  await new AnchorFile(folder).append(seals);
  writeFileSync(path, readFileSync(path, 'utf8').replace('case 2', 'case 9'));
  await expect(new AnchorFile(folder).last()).rejects.toThrow('not what its own hash says');
});

it('counts a seal as anchored only when it is on disk', async () => {
  writeFileSync(path, '');
  const anchor = new AnchorFile(join(path, 'no folder'));
  await expect(anchor.append(seals.slice(0, 1))).rejects.toThrow();
  await expect(anchor.last()).rejects.toThrow();
});
