import { Command, Option } from 'commander';
import { text } from 'node:stream/consumers';
import { departmentTitles } from '../../../workflows/departments';
import { WHOEVER_HAS_A_KEY } from '../../api/access/everyone';
import type { Role } from '../../core';
import { administerAccounts, loginFault, passwordFault } from '../../wiring/administer-accounts';
import { readConfig } from '../../wiring/config';

interface AddFlags {
  role: Role;
  name: string;
  organisation: string;
  departments?: string;
  idNumber?: boolean;
}

export const accountCommand = (): Command =>
  new Command('account')
    .description('accounts of people who sign in; a password is read from standard input, as one line')
    .addCommand(addCommand())
    .addCommand(disableCommand())
    .addCommand(passwordCommand());

const addCommand = (): Command =>
  new Command('add')
    .description('makes an account')
    .argument('<login>', 'unique, in upper or lower case')
    .addOption(
      new Option('--role <role>', 'what the account may do').choices(WHOEVER_HAS_A_KEY).makeOptionMandatory(true),
    )
    .requiredOption('--name <name>', 'what the person or place is called')
    .requiredOption('--organisation <code>', 'code of the organisation')
    .option('--departments <list>', 'for departmentStaff: whose tasks, separated by commas')
    .option('--id-number', 'for citizens and entrepreneurs: read the own document number as a second line')
    .action(async (login: string, { role, name, organisation, departments, idNumber }: AddFlags, command: Command) => {
      const ids = departments?.split(',') ?? [];
      refuse(command, loginFault(login));
      for (const id of ids) refuse(command, Object.hasOwn(departmentTitles, id) ? undefined : `no department "${id}"`);
      refuse(command, role === 'departmentStaff' && ids.length === 0 ? '--departments is missing' : undefined);
      const [password = '', number] = await lines();
      refuse(command, passwordFault(password, { login }));
      if (idNumber === true) refuse(command, number ? undefined : 'the document number is missing in the second line');
      const account = {
        ...{ login, password, role, name, organisation, departments: ids },
        ...(idNumber === true && number !== undefined ? { idNumber: number } : {}),
      };
      const added = await administerAccounts(readConfig(process.env), (accounts) => accounts.add(account));
      tell(added, `The account ${login} can sign in.`, `The login ${login} is taken.`);
    });

const disableCommand = (): Command =>
  new Command('disable')
    .description('nobody signs in with it any more, and its sessions are over')
    .argument('<login>')
    .action(async (login: string) => {
      const disabled = await administerAccounts(readConfig(process.env), (accounts) => accounts.disable(login));
      tell(disabled, `The account ${login} is disabled.`, `There is no account ${login} in force.`);
    });

const passwordCommand = (): Command =>
  new Command('password')
    .description('sets another password; the sessions of the account are over')
    .argument('<login>')
    .action(async (login: string, _flags: object, command: Command) => {
      const [password = ''] = await lines();
      refuse(command, passwordFault(password, { login }));
      const set = await administerAccounts(readConfig(process.env), (accounts) =>
        accounts.setPassword(login, password),
      );
      tell(set, `The account ${login} has another password.`, `There is no account ${login}.`);
    });

/** What stands on standard input; a password on the command line would be seen by everybody on the machine. */
async function lines(): Promise<string[]> {
  return (await text(process.stdin)).split(/\r?\n/);
}

function refuse(command: Command, fault: string | undefined): void {
  if (fault !== undefined) command.error(`error: ${fault}`, { exitCode: 2 });
}

function tell(isDone: boolean, done: string, otherwise: string): void {
  (isDone ? process.stdout : process.stderr).write(`${isDone ? done : otherwise}\n`);
  if (!isDone) process.exitCode = 1;
}
