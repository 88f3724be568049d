import type { Pool } from 'pg';
import type { InboxMessage } from '../engine/message';
import type { CaseCipher } from './case-cipher';
import { toJson } from '../engine/storable-json';
import { mailPlace } from './move-rows';
import { deliverMessages, findDataKeys, holdInstances } from './sql/inbox';
import { inTransaction } from './transaction';

/** Puts messages into inboxes, their fields sealed. */
export class MailWriter {
  constructor(
    private readonly pool: Pool,
    private readonly cipher: CaseCipher,
  ) {}

  async put(
    messages: readonly { instanceId: string; message: InboxMessage }[],
  ): Promise<('new' | 'known' | 'unknown')[]> {
    const sealed = await this.sealFields(messages);
    const rows = messages.map(({ instanceId, message }, n) => ({
      n,
      instance_id: instanceId,
      message_key: message.key,
      actor: message.actor,
      body: message.body,
      sealed: sealed[n],
    }));
    const ids = [...new Set(messages.map(({ instanceId }) => instanceId))];
    const result = await inTransaction(this.pool, (transaction) => {
      // Nobody folds while we look whether the same was folded before.
      transaction.send(holdInstances, [ids]);
      return transaction.query<{ delivery: 'new' | 'known' | 'unknown' }>(deliverMessages, [toJson(rows)]);
    });
    const seen = new Set<string>();
    return result.rows.map(({ delivery }, n) => {
      // The same message twice in one batch: one row was put, and only its first sender put it.
      const key = `${rows[n]?.instance_id} ${rows[n]?.message_key}`;
      const repeated = seen.has(key);
      seen.add(key);
      return delivery === 'new' && repeated ? 'known' : delivery;
    });
  }

  private async sealFields(
    messages: readonly { instanceId: string; message: InboxMessage }[],
  ): Promise<(string | undefined)[]> {
    const withFields = messages.filter(({ message }) => message.fields !== undefined);
    if (withFields.length === 0) return messages.map(() => undefined);
    const ids = withFields.map(({ instanceId }) => instanceId);
    const found = await this.pool.query<{ instance_id: string; data_key: Buffer }>(findDataKeys, [ids]);
    const keys = new Map(found.rows.map((row) => [row.instance_id, row.data_key]));
    return messages.map(({ instanceId, message }) => {
      const key = keys.get(instanceId);
      if (message.fields === undefined || key === undefined) return undefined;
      return this.cipher.seal(instanceId, key, mailPlace(message.key), message.fields).toString('base64');
    });
  }
}
