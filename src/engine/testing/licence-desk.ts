import { randomUUID } from 'node:crypto';
import { Definitions } from '../definitions';
import { foldMessages, foldStart } from '../fold-messages';
import type { ExecutionId, Reason, Start } from '../instance';
import type { Decide } from '../instance-store';
import type { Answer, InboxMessage } from '../message';
import type { Holder, TaskDecision } from '../task-decision';
import type { Fields } from '../../core';
import { readingLicence } from './reading-licence';
import { Desk } from './stores';

export const licences = new Definitions([readingLicence]);
export const licenceChart = licences.chart('reading-licence', 1, 0);

export const decideLicence: Decide = (stored, messages, now) => foldMessages(licenceChart, stored, messages, now);

export function makeLicence(): Start {
  const id = randomUUID();
  return {
    ...{ id, event: 'reading-licence', version: 1, subjects: 0, facts: {}, startedBy: 'citizen' },
    trackingCode: randomUUID(),
    businessKey: [id],
    persons: [],
    record: { reader: { name: '甲乙', address: '一号' } },
    move: foldStart(licenceChart, { id, facts: {}, actor: 'citizen' }, new Date()),
  };
}

/** A person's word about a task, as it lies in the inbox. */
export const said = (execution: ExecutionId, by: Holder, decision: TaskDecision, fields?: Fields): InboxMessage => ({
  key: `decision:${randomUUID()}`,
  actor: 'library',
  body: { type: 'decision', execution, by, decision },
  ...(fields === undefined ? {} : { fields }),
});

export const did = (execution: ExecutionId, by: Holder, answer: Answer, fields?: Fields): InboxMessage => ({
  key: `answer:${randomUUID()}`,
  actor: 'library',
  body: { type: 'answer', execution, answer, by },
  ...(fields === undefined ? {} : { fields }),
});

export const reason = (code: string): Reason => ({ code });

/** The desk of the library, for licences. */
export class LicenceDesk extends Desk {
  async licence(): Promise<string> {
    const start = makeLicence();
    expect(await this.stores.instances.start([start])).toEqual([{ kind: 'created', id: start.id }]);
    return start.id;
  }

  /** Delivers and folds; returns the code with which it was refused, if it was. */
  async tell(id: string, message: InboxMessage): Promise<string | undefined> {
    await this.deliver(id, message);
    await this.stores.instances.advance(new Map([[id, []]]), decideLicence);
    const row = (await this.inspect.history(id)).find(({ messageKey }) => messageKey === message.key);
    return row?.type === 'message.refused' ? String(row.detail['code']) : undefined;
  }

  /** A licence whose first task is done. */
  async examined(): Promise<string> {
    const id = await this.licence();
    const { id: task } = await this.open(id, 'examine');
    expect(await this.tell(id, did(task, 'ann', { outcome: 'completed' }, { 'licence.level': 'A' }))).toBeUndefined();
    return id;
  }
}
