import type { Act } from '../core';
import type { ExecutionStatus, StoredExecution, StoredInstance } from '../engine/instance';
import type { PendingMessage } from '../engine/instance-store';
import type { Message, MessageBody } from '../engine/message';
import type { CaseCipher } from './case-cipher';
import { toClock, type ClockColumns } from './clock-rows';
import { mailPlace } from './move-rows';
import { keysOf, toExecutionId } from './ordinal';
import { loadMessages } from './sql/load-instances';
import type { Transaction } from './transaction';

export interface LockedRow extends ClockColumns {
  id: string;
  event: string;
  version: number;
  subjects: number;
  status: StoredInstance['status'];
  seq: number;
  state: string;
  head_hash: string;
  number: string;
  started_at: Date;
  data_key: Buffer;
  now: Date;
}

interface LoadedRow extends ClockColumns {
  kind: 'execution' | 'mail';
  instance_id: string;
  ordinal: number | null;
  region: string | null;
  act: Act | null;
  status: ExecutionStatus | null;
  epoch: number | null;
  id: string | null;
  message_key: string;
  actor: string;
  body: MessageBody;
  sealed: Buffer | null;
  known: boolean;
  claimed_by: string | null;
  asked_by: string | null;
}

/** Loads what a fold needs besides its instances: the mail, and the executions that messages speak of. */
export class MessageLoader {
  constructor(private readonly cipher: CaseCipher) {}

  /** The rows of each instance, in the order in which they are folded. */
  async load(
    transaction: Transaction,
    work: ReadonlyMap<string, readonly Message[]>,
  ): Promise<Map<string, LoadedRow[]>> {
    const spokenOf = [...work.values()]
      .flat()
      .flatMap(({ body }) => ('execution' in body ? (body.execution ?? []) : []));
    const { instanceIds, ordinals } = keysOf(spokenOf);
    const loaded = await transaction.query<LoadedRow>(loadMessages, [instanceIds, ordinals, [...work.keys()]]);
    const byInstance = new Map<string, LoadedRow[]>();
    for (const row of loaded.rows) {
      const rows = byInstance.get(row.instance_id);
      if (rows === undefined) byInstance.set(row.instance_id, [row]);
      else rows.push(row);
    }
    return byInstance;
  }

  gather(locked: LockedRow, rows: readonly LoadedRow[]) {
    const executions = new Map<string, StoredExecution>();
    const mail: { message: PendingMessage; known: boolean }[] = [];
    for (const row of rows) {
      if (row.ordinal !== null) {
        const id = toExecutionId(row.instance_id, row.ordinal);
        const clock = toClock(row);
        executions.set(id, {
          id,
          region: row.region as string,
          ...(row.act === null ? {} : { act: row.act }),
          status: row.status as ExecutionStatus,
          epoch: row.epoch as number,
          ...(row.claimed_by === null ? {} : { claimedBy: row.claimed_by }),
          ...(row.asked_by === null ? {} : { askedBy: row.asked_by }),
          ...(clock && { clock }),
        });
      }
      // A message that speaks of several executions comes once for each.
      if (row.kind === 'mail' && mail.at(-1)?.message.inboxId !== row.id)
        mail.push({ message: this.toMessage(locked, row), known: row.known });
    }
    return { executions, mail };
  }

  private toMessage(locked: LockedRow, row: LoadedRow): PendingMessage {
    const { id, message_key: key, actor, body, sealed } = row;
    const fields =
      sealed === null
        ? {}
        : { fields: this.cipher.open(locked.id, locked.data_key, mailPlace(key), sealed) as Record<string, unknown> };
    return { inboxId: id as string, key, actor, body, ...fields };
  }
}
