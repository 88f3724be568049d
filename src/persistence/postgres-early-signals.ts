import type { Pool } from 'pg';
import type { Viewer } from '../engine/case-reader';
import type { Definitions } from '../engine/definitions';
import type { CalledSignal, EarlySignal, EarlySignalStore, EarlyWords } from '../engine/early-signal-store';
import type { CaseCipher } from './case-cipher';
import { scopeCondition, scopeValues } from './case-scope';
import { businessIndex } from './move-rows';
import { keepSignal, lookAtEarlySignals, readCalledSignals, settleDelivered } from './sql/early-signals';
import { repeat } from './transaction';

interface CalledRow {
  id: string;
  event: string;
  message_key: string;
  signal: string;
  step: string;
  subject: number;
  actor: string;
  viewer: Viewer;
  data_key: Buffer;
  sealed: Buffer;
  instance_id: string;
  version: number;
  subjects: number;
  state: string;
}

const PLACE = 'early_signal';

/** Is there such a case for the sender? */
const IS_THEIRS = `select from instance i where i.id = $1 and ${scopeCondition(2)}`;

/** Signals that wait for their case, on PostgreSQL: each sealed under a key of its own, which goes when it goes. */
export class PostgresEarlySignals implements EarlySignalStore {
  constructor(
    private readonly pool: Pool,
    private readonly cipher: CaseCipher,
    private readonly definitions: Definitions,
  ) {}

  async keep(early: EarlySignal): Promise<Date> {
    const { id, event, messageKey, signal, step, subject, actor, viewer, keepDays, said } = early;
    const dataKey = said === undefined ? null : this.cipher.newDataKey(id);
    const sealed = dataKey === null ? null : this.cipher.seal(id, dataKey, PLACE, said);
    const values = [id, event, businessIndex(this.cipher, early), messageKey, signal, step, subject, actor];
    const { rows } = await repeat(() =>
      this.pool.query<{ expires_at: Date }>(keepSignal, [...values, JSON.stringify(viewer), dataKey, sealed, keepDays]),
    );
    // The row of somebody who has kept the same in this moment is not seen by the statement that met it.
    return rows[0]?.expires_at ?? this.keep(early);
  }

  async look(limit: number, only?: string): Promise<{ cases: string[]; expired: number }> {
    const { rows } = await repeat(() =>
      this.pool.query<{ cases: string[]; expired: number }>(lookAtEarlySignals, [limit, only ?? null]),
    );
    return rows[0] ?? { cases: [], expired: 0 };
  }

  async called(instanceIds: readonly string[]): Promise<CalledSignal[]> {
    const { rows } = await this.pool.query<CalledRow>(readCalledSignals, [instanceIds]);
    return Promise.all(
      rows.map(async ({ data_key, sealed, viewer, message_key: messageKey, instance_id: instanceId, ...rest }) => ({
        ...rest,
        ...{ messageKey, instanceId },
        said: this.cipher.open(rest.id, data_key, PLACE, sealed) as EarlyWords,
        isTheirs: await this.isTheirs(instanceId, viewer),
      })),
    );
  }

  private async isTheirs(instanceId: string, viewer: Viewer): Promise<boolean> {
    const scope = scopeValues(viewer, this.definitions);
    if (scope === undefined) return false;
    return (await this.pool.query(IS_THEIRS, [instanceId, ...scope])).rowCount === 1;
  }

  async delivered(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await repeat(() => this.pool.query(settleDelivered, [ids]));
  }
}
