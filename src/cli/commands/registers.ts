import { Command } from 'commander';
import { Pool } from 'pg';
import { checkRegisters } from '../../wiring/check-registers';
import { readConfig } from '../../wiring/config';
import { openDatabase } from '../../wiring/database';
import { findRuntime } from '../../wiring/runtime-file';

export const registersCommand = (): Command =>
  new Command('registers').description("the departments' registers").addCommand(
    new Command('check')
      .description('compares every sandbox register with every case')
      .option('--json', 'print as JSON')
      .action(async ({ json }: { json?: boolean }) => {
        const config = readConfig(process.env);
        const runtime = findRuntime(config.dataDir);
        if (runtime === undefined) throw new Error(`nothing runs on ${config.dataDir}: start it with "npm start"`);
        if (Object.keys(runtime.departments).length === 0)
          throw new Error(`what runs on ${config.dataDir} has no department sandbox: start it with ONE_THING_DEMO=1`);
        const database = await openDatabase(config);
        const pool = new Pool({ connectionString: database.url, max: 2, connectionTimeoutMillis: 3_000 });
        try {
          const checks = await checkRegisters(pool, runtime.departments);
          if (json === true) process.stdout.write(`${JSON.stringify(checks)}\n`);
          else {
            for (const { department, completed, effects, underWay, differences } of checks) {
              process.stdout.write(
                `${department.padEnd(20)} ${completed} completed, ${effects} in the register, ${underWay} under way, ${differences.length} differences\n`,
              );
              for (const difference of differences.slice(0, 20)) process.stdout.write(`  - ${difference}\n`);
            }
          }
          if (checks.some(({ differences }) => differences.length > 0)) process.exitCode = 1;
        } finally {
          await pool.end();
          await database.stop();
        }
      }),
  );
