import { Command } from 'commander';
import { armFaults } from '../wiring/arm-faults';
import { ConfigError } from '../wiring/config';
import { InvalidDefinitionError } from '../core';
import { auditCommand } from './commands/audit';
import { benchCommand } from './commands/bench';
import { calendarCommand } from './commands/calendar';
import { doctorCommand } from './commands/doctor';
import { explainCommand } from './commands/explain';
import { exportCommand } from './commands/export';
import { impactCommand } from './commands/impact';
import { migrateCommand } from './commands/migrate';
import { migrateInstancesCommand } from './commands/migrate-instances';
import { registersCommand } from './commands/registers';
import { runCommand } from './commands/run';
import { sampleCommand } from './commands/sample';
import { simulateCommand } from './commands/simulate';
import { apiCommand, startCommand, workerCommand } from './commands/start';
import { statusCommand } from './commands/status';
import { verifyCommand } from './commands/verify';

/** Exit codes: 0 good, 1 the thing asked about is bad, 2 wrong use. */
async function main(): Promise<void> {
  const program = new Command('one-thing')
    .description('One-Thing (一件事): one application, every department, until all is done')
    .showHelpAfterError()
    .configureOutput({ outputError: (text, write) => write(text) })
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));
  for (const command of [
    startCommand(),
    apiCommand(),
    workerCommand(),
    migrateCommand(),
    migrateInstancesCommand(),
    sampleCommand(),
    runCommand(),
    statusCommand(),
    explainCommand(),
    impactCommand(),
    doctorCommand(),
    verifyCommand(),
    simulateCommand(),
    exportCommand(),
    registersCommand(),
    calendarCommand(),
    auditCommand(),
    benchCommand(),
  ]) {
    program.addCommand(command.copyInheritedSettings(program));
    for (const part of command.commands) part.copyInheritedSettings(program);
  }
  armFaults(process.env);
  await program.parseAsync();
}

main().catch((error: unknown) => {
  const wrongUse = error instanceof ConfigError;
  const told = wrongUse || error instanceof InvalidDefinitionError || error instanceof Error;
  process.stderr.write(`one-thing: ${told ? error.message : 'an unknown error'}\n`);
  if (process.env['LOG_LEVEL'] === 'debug' && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
  process.exit(wrongUse ? 2 : 1);
});
