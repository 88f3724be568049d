import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import type { Role } from '../core';
import type { ApiKeyStore } from '../engine/api-keys';

interface DemoAccount {
  readonly role: Role;
  readonly name: string;
  readonly organisation: string;
  readonly departments?: readonly string[];
  readonly idNumber?: string;
}

/** One account for each role, so that a newcomer can look at a case from every side, and a second one for what takes two. */
const accounts = (departments: readonly string[], citizenIdNumber: string): Readonly<Record<string, DemoAccount>> => ({
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

/** Issues a key for every role once, and writes them down where only this machine's user can read them. */
export async function writeDemoCredentials(
  dataDir: string,
  keys: ApiKeyStore,
  departments: readonly string[],
  citizenIdNumber: string,
): Promise<void> {
  if (await areInForce(dataDir, keys)) return;
  const credentials: Record<string, object> = {};
  for (const [login, account] of Object.entries(accounts(departments, citizenIdNumber))) {
    const { key } = await keys.issue(account);
    const password = randomBytes(9).toString('base64url');
    credentials[login] = { organisation: account.organisation, name: account.name, apiKey: key, login, password };
  }
  writeFileSync(demoFile(dataDir), `${JSON.stringify(credentials, undefined, 2)}\n`, { mode: 0o600 });
}

async function areInForce(dataDir: string, keys: ApiKeyStore): Promise<boolean> {
  if (!existsSync(demoFile(dataDir))) return false;
  const written = JSON.parse(readFileSync(demoFile(dataDir), 'utf8')) as Record<string, { apiKey?: string }>;
  const key = written['hospital']?.apiKey;
  return key !== undefined && (await keys.find(key)) !== undefined;
}
