import { Command, InvalidArgumentError } from 'commander';
import { definitions } from '../../../workflows/registry';
import { Definitions } from '../../engine/definitions';
import { openPool } from '../../persistence/pool';
import { readAnchors } from '../../wiring/anchor-file';
import { readConfig } from '../../wiring/config';
import { openDatabase } from '../../wiring/database';
import { verifyAudit } from '../../wiring/verify-audit';

export const auditCommand = (): Command =>
  new Command('audit').description('the record of what has happened').addCommand(
    new Command('verify')
      .description(
        're-hashes and re-folds every history, checks the seals against the anchors; names the first bad row',
      )
      .option('--instance <id>', 'only this case', toUuid)
      .option('--json', 'print as JSON')
      .action(async ({ instance, json }: { instance?: string; json?: boolean }) => {
        const config = readConfig(process.env);
        const known = new Definitions(definitions);
        const database = await openDatabase(config);
        const pool = openPool(database.url, { max: 2 });
        try {
          const findChart = known.findChart.bind(known);
          const report = await verifyAudit(pool, findChart, readAnchors(config.anchorDir), instance);
          if (json === true) process.stdout.write(`${JSON.stringify(report)}\n`);
          else {
            const { instances, anchors, seals, findings } = report;
            process.stdout.write(
              `${instances} histories, ${seals} seals, ${anchors} anchors in ${config.anchorDir}: ${findings.length} findings\n`,
            );
            for (const { kind, instance: id, seq, seal, what } of findings) {
              const where = [id && `case ${id}`, seq && `row ${seq}`, seal && `seal ${seal}`]
                .filter(Boolean)
                .join(', ');
              process.stdout.write(`  ${kind}: ${where}: ${what}\n`);
            }
          }
          if (report.findings.length > 0 || (instance !== undefined && report.instances === 0)) process.exitCode = 1;
        } finally {
          await pool.end();
          await database.stop();
        }
      }),
  );

function toUuid(value: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)) return value;
  throw new InvalidArgumentError('Must be the id of a case.');
}
