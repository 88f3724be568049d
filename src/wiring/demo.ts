import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import type { DemoAccount } from '../api/demo/demo-accounts';
import type { Role } from '../core';
import type { AccountStore } from '../engine/accounts';
import type { ApiKeyStore } from '../engine/api-keys';

interface DemoPerson {
  readonly role: Role;
  readonly name: string;
  readonly organisation: string;
  readonly departments?: readonly string[];
  readonly idNumber?: string;
}

type DemoPeople = Readonly<Record<string, DemoPerson>>;

/** One account for each role, so that a newcomer can look at a case from every side, and a second one for what takes two. */
const people = (departments: readonly string[], citizenIdNumber: string): DemoPeople => ({
  hospital: { role: 'hospital', name: '金华市演示妇幼医院', organisation: 'JH0001' },
  departmentStaff: { role: 'departmentStaff', name: '演示科员', organisation: 'demo-counter', departments },
  departmentSystem: { role: 'departmentSystem', name: '演示部门系统', organisation: 'demo-systems', departments },
  socialSecurityStaff: { role: 'socialSecurityStaff', name: '演示社保经办', organisation: 'demo-social-security' },
  citizen: { role: 'citizen', name: '演示市民', organisation: 'demo-citizens', idNumber: citizenIdNumber },
  entrepreneur: { role: 'entrepreneur', name: '演示创业者', organisation: 'demo-citizens', idNumber: citizenIdNumber },
  agent: { role: 'agent', name: '演示帮办', organisation: 'demo-agents' },
  supervisor: { role: 'supervisor', name: '演示督查', organisation: 'demo-supervision' },
  secondSupervisor: { role: 'supervisor', name: '演示督查复核', organisation: 'demo-supervision' },
  auditor: { role: 'auditor', name: '演示审计', organisation: 'demo-audit' },
  catalogueAdmin: { role: 'catalogueAdmin', name: '演示目录管理', organisation: 'demo-catalogue' },
  operator: { role: 'operator', name: '演示运维', organisation: 'demo-operations' },
});

export const demoFile = (dataDir: string): string => join(dataDir, 'demo-credentials.json');

type Written = Readonly<
  Record<
    string,
    {
      readonly role?: Role;
      readonly organisation: string;
      readonly name: string;
      readonly apiKey: string;
      readonly login: string;
      readonly password: string;
    }
  >
>;

const read = (dataDir: string): Written | undefined =>
  existsSync(demoFile(dataDir)) ? (JSON.parse(readFileSync(demoFile(dataDir), 'utf8')) as Written) : undefined;

/** Issues a key and an account for every role once, and writes them down where only this machine's user can read them. */
export async function writeDemoCredentials(
  dataDir: string,
  { keys, accounts }: { readonly keys: ApiKeyStore; readonly accounts: AccountStore },
  departments: readonly string[],
  citizenIdNumber: string,
): Promise<void> {
  const everybody = people(departments, citizenIdNumber);
  const known = read(dataDir);
  if (known !== undefined && (await areInForce(known, keys))) {
    // Written down by a version that had no accounts yet.
    for (const [login, person] of Object.entries(everybody)) {
      const password = known[login]?.password;
      if (password !== undefined && !(await accounts.has(login))) await open(accounts, login, person, password);
    }
    return;
  }
  const credentials: Record<string, Written[string]> = {};
  for (const [login, person] of Object.entries(everybody)) {
    const { key: apiKey } = await keys.issue(person);
    const { role, organisation, name } = person;
    const password = randomBytes(9).toString('base64url');
    await open(accounts, login, person, password);
    credentials[login] = { role, organisation, name, apiKey, login, password };
  }
  writeFileSync(demoFile(dataDir), `${JSON.stringify(credentials, undefined, 2)}\n`, { mode: 0o600 });
}

/** The accounts that are written down, with their passwords; none where nothing is written yet. */
export function readDemoAccounts(dataDir: string): readonly DemoAccount[] {
  return Object.entries(read(dataDir) ?? {}).map(([key, { login, password, name, organisation, role }]) => ({
    ...{ login, password, name, organisation },
    // Files of earlier versions name the role by their key alone.
    role: role ?? ((key === 'secondSupervisor' ? 'supervisor' : key) as Role),
  }));
}

/** Whether or not there is the account already, this password opens it from now on. */
async function open(accounts: AccountStore, login: string, person: DemoPerson, password: string): Promise<void> {
  const added = await accounts.add({ ...person, login, password, passwordIsRandom: true });
  if (!added) await accounts.setPassword(login, password);
}

async function areInForce(written: Written, keys: ApiKeyStore): Promise<boolean> {
  const key = written['hospital']?.apiKey;
  return key !== undefined && (await keys.find(key)) !== undefined;
}
