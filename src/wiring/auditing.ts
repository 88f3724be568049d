import { AuditCheck } from '../engine/audit-check';
import { Sealer } from '../engine/sealer';
import { PostgresAuditReader } from '../persistence/postgres-audit-reader';
import { PostgresSealStore } from '../persistence/postgres-seal-store';
import { AnchorFile } from './anchor-file';
import type { Config } from './config';
import type { Engine } from './engine';
import type { Log } from './log';
import { repeatedly } from './repeatedly';

/** After a failure the next try comes sooner. */
const AGAIN_MS = 30_000;
/** Every so often a share of all histories is checked … */
const CHECK_MS = 3_600_000;
/** … of so many pages at most, with a pause after each: nobody else should notice. */
const PAGES = 50;
const PAUSE_MS = 1_000;

export interface Auditing {
  isAccepting(): boolean;
  /** Resolves when nothing of it is under way any more. */
  stop(): Promise<void>;
}

/** Seals what is new, anchors it outside the database, and checks a share of what is old. */
export function startAuditing({ pool, definitions }: Engine, config: Config, log: Log): Auditing {
  const sealer = new Sealer(new PostgresSealStore(pool), new AnchorFile(config.anchorDir), {
    algorithm: config.sealHash,
    limitMs: config.anchorLimitMs,
    onFailure: (error) => log.error({ error: wordsOf(error) }, 'the history was not sealed or not anchored'),
  });
  const reader = new PostgresAuditReader(pool);
  const check = new AuditCheck(reader, definitions.findChart.bind(definitions), async (finding) => {
    const { kind, instance, seq, seal } = finding;
    log.error({ kind, instance, seq, seal }, 'a history is not what it was');
    await reader.openIncident(finding);
  });
  let underWay: Promise<void> = Promise.resolve();
  const sealing = repeatedly(
    () => (underWay = sealer.run()),
    () => (sealer.isFailing ? Math.min(AGAIN_MS, config.sealMs) : config.sealMs),
  );
  let pages = 0;
  let checked: Promise<void> = Promise.resolve();
  const checkPage = async (): Promise<void> => {
    try {
      pages = (await check.step()).isRound || pages + 1 >= PAGES ? 0 : pages + 1;
    } catch (error) {
      pages = 0;
      log.warn({ error: wordsOf(error) }, 'histories were not checked');
    }
  };
  const checking = repeatedly(
    () => (checked = checkPage()),
    () => (pages === 0 ? CHECK_MS : PAUSE_MS),
    CHECK_MS,
  );
  return {
    isAccepting: () => sealer.isAccepting(),
    stop: async () => {
      sealing.stop();
      checking.stop();
      await Promise.all([underWay, checked]);
    },
  };
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown');
