import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEPARTMENTS } from '../../departments/sandbox/departments';
import type { Effect } from '../../departments/sandbox/registers/effects';
import { checkRegisters, type DepartmentCheck } from '../../src/wiring/check-registers';
import { Hospital } from '../support/cases';
import { startProductWorld, type ProductWorld } from '../support/product-world';

let world: ProductWorld;
let book: Effect[];
/** The police, whose book a test may doctor before it is read. */
let police: Server;
let doctor: (effects: readonly Effect[]) => Effect[];
const PAGE = 2;

beforeAll(async () => {
  world = await startProductWorld('postgres');
  const ids = [
    await world.hospital.start(world.birth('marriedLocal')),
    await world.hospital.start(world.birth('twins')),
  ];
  for (const id of ids) await world.hospital.ended(id);
  book = await world.sandbox.callers.police.effects();
  police = createServer((request, response) => {
    const after = Number(new URL(request.url ?? '', 'http://127.0.0.1').searchParams.get('after'));
    const items = doctor(book).slice(after, after + PAGE);
    response.end(JSON.stringify({ items, nextCursor: items.length === 0 ? null : String(after + items.length) }));
  }).listen(0, '127.0.0.1');
  await once(police, 'listening');
});
afterAll(async () => {
  police.closeAllConnections();
  police.close();
  await world.stop();
});

const address = (): string => `http://127.0.0.1:${(police.address() as AddressInfo).port}`;

async function checkDoctored(change: typeof doctor): Promise<DepartmentCheck> {
  doctor = change;
  const [check] = await checkRegisters(world.product.engine.pool, { police: address() });
  return check as DepartmentCheck;
}

/** The same of another department; its whole book is what `doctor` says. */
const checkFrom = (effects: number): Promise<DepartmentCheck[]> => {
  expect(doctor([])).toHaveLength(effects);
  return checkRegisters(world.product.engine.pool, { maternalChildHealth: address() });
};

/** `one-thing registers check` as an operator types it, with the police at the address given. */
async function typed(departments: Record<string, string>, ...more: string[]): Promise<{ code: unknown; out: string }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'one-thing-registers-'));
  writeFileSync(join(dataDir, 'runtime.json'), JSON.stringify({ pid: process.pid, url: world.url, departments }));
  const child = spawn(process.execPath, [join(__dirname, '../../bin/one-thing.js'), 'registers', 'check', ...more], {
    env: { PATH: process.env['PATH'], ONE_THING_DATA_DIR: dataDir, DATABASE_URL: world.product.database.url },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (out += chunk.toString()));
  await once(child, 'close');
  rmSync(dataDir, { recursive: true, force: true });
  return { code: child.exitCode, out };
}

describe('a run without faults', () => {
  it('shows no difference, one effect for every completed matter, in every department', async () => {
    const checks = await world.check();
    expect(checks.map(({ department }) => department)).toEqual([...DEPARTMENTS]);
    for (const { completed, effects, differences, underWay } of checks) {
      expect({ differences, underWay, effects }).toEqual({ differences: [], underWay: 0, effects: completed });
      expect(completed).toBeGreaterThan(0);
    }
    const { code, out } = await typed({ police: `http://127.0.0.1:${world.sandbox.port}/police` });
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringMatching(/^police +3 completed, 3 in the register.* 0 diff/),
    });
  });

  it('is read to its last page', async () => {
    expect(book.length).toBeGreaterThan(PAGE);
    expect(await checkDoctored((effects) => [...effects])).toMatchObject({ effects: book.length, differences: [] });
  });

  it('is not disturbed by what others have done there, nor by what was refused', async () => {
    const check = await checkDoctored((effects) => [
      ...effects,
      { ...(effects[0] as Effect), idempotencyKey: 'training-1' },
      { ...(effects[0] as Effect), idempotencyKey: `${world.product.engine.queueKind}-x`, registerKey: 'A' },
      { ...(effects[0] as Effect), outcome: 'refused', registerKey: null },
    ]);
    expect(check).toMatchObject({ effects: book.length, differences: [] });
  });
});

describe('a difference is reported', () => {
  const stranger = '0195b4a0-0000-7000-8000-00000000000f';

  it('when a department did nothing for a completed matter', async () => {
    const { differences } = await checkDoctored((effects) => effects.slice(1));
    expect(differences).toEqual([`${book[0]?.idempotencyKey} is completed, but police did nothing for it`]);
  });

  it('when a matter was done for a case that knows nothing of it', async () => {
    const { differences } = await checkDoctored((effects) => [
      ...effects,
      { ...(effects[0] as Effect), idempotencyKey: `${stranger}-1-1`, caseId: stranger, registerKey: 'another' },
    ]);
    expect(differences).toEqual([`registerHousehold was done for case ${stranger}, which knows nothing of it`]);
  });

  it('when a matter was done twice under two keys, unless one of the two entries was voided', async () => {
    const [first] = book as [Effect];
    const twice = { ...first, idempotencyKey: `${first.caseId}-999-1`, registerKey: 'another' };
    const unknown = `registerHousehold was done for case ${first.caseId}, which knows nothing of it`;
    const { differences } = await checkDoctored((effects) => [...effects, twice]);
    expect(differences).toEqual([
      unknown,
      `registerHousehold for case ${first.caseId}, householdRegistration ${first.subject} was done more than once: 2 times`,
    ]);
    const voided = await checkDoctored((effects) => [...effects, { ...twice, voided: true }]);
    expect(voided.differences).toEqual([
      unknown,
      `registerHousehold for ${twice.idempotencyKey} is void, although no case has taken it back`,
    ]);
  });

  it('when what no case has taken back is void', async () => {
    const { differences } = await checkDoctored(([first, ...others]) => [
      { ...(first as Effect), voided: true },
      ...others,
    ]);
    expect(differences).toEqual([
      `registerHousehold for ${book[0]?.idempotencyKey} is void, although no case has taken it back`,
    ]);
  });

  it('when what was undone stands, or the undo is of another step', async () => {
    const [first, second] = book as [Effect, Effect];
    const { differences } = await checkDoctored((effects) =>
      effects.map((effect) => (effect === second ? { ...second, undoes: first.idempotencyKey } : effect)),
    );
    expect(new Set(differences)).toEqual(
      new Set([
        `registerHousehold for ${first.idempotencyKey} stands, although it was undone`,
        `registerHousehold for ${second.idempotencyKey} has undone ${first.idempotencyKey}, which is of another step`,
      ]),
    );
  });

  it('when two children were given one number', async () => {
    const { differences } = await checkDoctored((effects) =>
      effects.map((effect) => ({ ...effect, registerKey: 'the same' })),
    );
    expect(differences).toEqual(['registerHousehold → the same was given more than once: 3 times']);
  });

  it('to the operator too, and the command ends with 1', async () => {
    doctor = (effects) => effects.slice(1);
    const departments = { police: address() };
    const told = await typed(departments);
    expect(told.code).toBe(1);
    expect(told.out).toMatch(/^police .* 1 differences\n {2}- .* is completed, but police did nothing for it\n$/);
    const { code, out } = await typed(departments, '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject([{ department: 'police', differences: [expect.any(String)] }]);
  });
});

it('a product without a sandbox has nothing to compare, which is not the same as no difference', async () => {
  expect(await typed({})).toMatchObject({ code: 1, out: expect.stringContaining('no department sandbox') });
});

it('what a department did although its step has failed is a difference until an operator puts the step down as done', async () => {
  const { product, hospital, sandbox } = world;
  await sandbox.callers.maternalChildHealth.setFaults({ breakRate: 1, only: 'linkMotherChildHandbook' });
  const id = await hospital.start(world.birth('marriedLocal'));
  await hospital.once(id, 'held up', ({ steps }) => steps.some(({ status }) => status === 'failed'));
  await sandbox.callers.maternalChildHealth.setFaults({});
  await hospital.once(id, 'done but for one', ({ progress }) => progress.done === progress.total - 1);
  const { rows } = await product.engine.pool.query<{ key: string }>(
    `select instance_id || '-' || ordinal / 256 || '-' || ordinal % 256 as key from step_execution
     where instance_id = $1 and status = 'failed'`,
    [id],
  );
  const key = rows[0]?.key as string;
  const honest = await sandbox.callers.maternalChildHealth.effects();
  doctor = () => [
    ...honest,
    { ...(honest[0] as Effect), idempotencyKey: key, caseId: id, registerKey: 'its own', subject: 9 },
  ];
  const [first] = await checkFrom(honest.length + 1);
  expect(first?.differences).toEqual([expect.stringContaining(`was done for ${key}, which is failed`)]);

  const { key: operator } = await product.keys.issue({ role: 'operator', name: 'operator', organisation: 'it' });
  const staff = new Hospital(world.url, operator);
  const incidents = await staff.send<{ items: { id: string }[] }>('GET', `/incidents?instance=${id}`);
  const resolved = await staff.send('POST', `/incidents/${incidents.body.items[0]?.id}/resolve`, { reason: 'found' });
  expect(resolved.status).toBe(202);
  await hospital.ended(id);
  const [after] = await checkFrom(honest.length + 1);
  expect(after?.differences).toEqual([]);
});
