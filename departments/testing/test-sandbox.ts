import { randomBytes } from 'node:crypto';
import { DEPARTMENTS, type DepartmentId } from '../sandbox/departments';
import { type RunningSandbox, type SandboxOptions, startSandbox } from '../sandbox/start-sandbox';
import { DepartmentCaller } from './department-caller';

export interface TestSandbox extends RunningSandbox {
  callers: Record<DepartmentId, DepartmentCaller>;
  secrets: Record<DepartmentId, string>;
  /** What the sandbox logged; empty as long as nothing unforeseen happened. */
  logged: string[];
}

/** Ten blocks of the city: enough for every situation, seeded in a moment. */
export const TEST_CITY_PERSONS = 800;

/** A sandbox on a free port with secrets of its own. */
export async function startTestSandbox(
  databaseUrl: string,
  options: Partial<SandboxOptions> = {},
): Promise<TestSandbox> {
  const secrets = Object.fromEntries(
    DEPARTMENTS.map((department) => [department, randomBytes(24).toString('base64')]),
  ) as Record<DepartmentId, string>;
  const logged: string[] = [];
  const running = await startSandbox({
    databaseUrl,
    port: 0,
    secrets,
    cityPersons: TEST_CITY_PERSONS,
    log: (line) => logged.push(line),
    ...options,
  });
  const address = `http://127.0.0.1:${running.port}`;
  const used = (options.secrets ?? secrets) as Record<DepartmentId, string>;
  const callers = Object.fromEntries(
    DEPARTMENTS.map((department) => [department, new DepartmentCaller(address, department, used[department])]),
  ) as Record<DepartmentId, DepartmentCaller>;
  return { ...running, callers, secrets: used, logged };
}
