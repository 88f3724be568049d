import { Command } from 'commander';
import { armFaults } from '../wiring/arm-faults';
import { ConfigError } from '../wiring/config';
import { InvalidDefinitionError } from '../core';

/** Each is loaded when it is asked for: what the others stand on would double the time that a short one takes. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./commands/start.js')).startCommand(),
  api: async () => (await import('./commands/start.js')).apiCommand(),
  worker: async () => (await import('./commands/start.js')).workerCommand(),
  migrate: async () => (await import('./commands/migrate.js')).migrateCommand(),
  'migrate-instances': async () => (await import('./commands/migrate-instances.js')).migrateInstancesCommand(),
  sample: async () => (await import('./commands/sample.js')).sampleCommand(),
  run: async () => (await import('./commands/run.js')).runCommand(),
  status: async () => (await import('./commands/status.js')).statusCommand(),
  explain: async () => (await import('./commands/explain.js')).explainCommand(),
  impact: async () => (await import('./commands/impact.js')).impactCommand(),
  doctor: async () => (await import('./commands/doctor.js')).doctorCommand(),
  verify: async () => (await import('./commands/verify.js')).verifyCommand(),
  simulate: async () => (await import('./commands/simulate.js')).simulateCommand(),
  export: async () => (await import('./commands/export.js')).exportCommand(),
  registers: async () => (await import('./commands/registers.js')).registersCommand(),
  calendar: async () => (await import('./commands/calendar.js')).calendarCommand(),
  account: async () => (await import('./commands/account.js')).accountCommand(),
  audit: async () => (await import('./commands/audit.js')).auditCommand(),
  bench: async () => (await import('./commands/bench.js')).benchCommand(),
};

/** The one that is asked for; all of them to tell what there is. */
async function commandsFor(asked = ''): Promise<Command[]> {
  const one = Object.hasOwn(commands, asked) ? commands[asked] : undefined;
  return Promise.all((one === undefined ? Object.values(commands) : [one]).map((load) => load()));
}

/** Exit codes: 0 good, 1 the thing asked about is bad, 2 wrong use. */
async function main(): Promise<void> {
  const program = new Command('one-thing')
    .description('One-Thing (一件事): one application, every department, until all is done')
    .showHelpAfterError()
    .configureOutput({ outputError: (text, write) => write(text) })
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));
  for (const command of await commandsFor(process.argv[2])) {
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
