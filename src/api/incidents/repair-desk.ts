import { Inject, Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { Fields } from '../../core';
import { AT_ONCE, RAMP, repairBody, repairKey, type IncidentsAtStep } from '../../engine/bulk-repair';
import type { Definitions } from '../../engine/definitions';
import type { ReadIncident } from '../../engine/incident-list';
import { obstacleTo, type RepairObstacle } from '../../engine/judge-repair';
import type { InboxMessage, Repair } from '../../engine/message';
import { actorOf, type Caller } from '../access/caller';
import { PARTS, type ApiParts } from '../api-parts';
import { inputProblem } from '../forms/check-form';
import { defect, type Found } from '../forms/found-defect';
import { deliverFolded, type Delivered } from '../instances/deliver-folded';
import type { Language } from '../messages/language';
import { notFound, Problem } from '../problems/problem';
import { checkOutput } from '../tasks/task-fields';
import type { BulkRepairRecordResponse, DryRunResponse } from './bulk-repair.response';
import { checkRetryFields } from './retry-fields';
import { presentRepair } from './present-repair';

/** What was decided about an incident, singly or in bulk. */
export interface Decision {
  readonly repair: Repair;
  readonly reason: string;
  readonly found?: 'done' | 'notDone';
  /** To be put right before a retry. */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** What a resolved step would have brought. */
  readonly output?: Readonly<Record<string, unknown>>;
}

/** Incidents that one call without a record settles: a larger cause is let go by a record, not by one request. */
const MOST_AT_ONCE = 200;

/** Carries out what operators decide about incidents. */
@Injectable()
export class RepairDesk {
  constructor(@Inject(PARTS) private readonly parts: ApiParts) {}

  /** The message of a decision; throws a problem that names everything that stands against it. */
  messageFor(incident: ReadIncident, decision: Decision, caller: Caller): InboxMessage {
    const at = { ...incident, step: stepOf(incident) };
    const obstacle = obstacleTo(this.parts.definitions, at, decision);
    if (obstacle === 'not-repairable') throw new Problem(409, 'not-repairable');
    const { fields, found } = this.checkFields(at, decision);
    const faults = obstacle === undefined ? found : [...found, defect('/found', obstacle)];
    if (faults.length > 0) throw inputProblem(faults, this.parts.messages);
    const key = repairKey(incident.id, decision.repair);
    const filled = Object.keys(fields).length > 0;
    return {
      // Other fields are another decision: it must not be taken for one that was carried out.
      key: filled ? `${key}:${this.parts.reader.digest(JSON.stringify(fields))}` : key,
      actor: actorOf(caller),
      body: repairBody(incident.region, decision),
      ...(filled ? { fields } : {}),
    };
  }

  deliver({ instanceId }: ReadIncident, message: InboxMessage): Promise<Delivered> {
    return deliverFolded(this.parts, instanceId, message);
  }

  /** All open incidents of a cause at once, so many a call and without a record. */
  async repairPage(fingerprint: string, decision: Decision, caller: Caller) {
    const page = await this.parts.incidents.list({ fingerprint }, { limit: MOST_AT_ONCE });
    const { definitions } = this.parts;
    const able = page.items.filter(
      (incident) => obstacleTo(definitions, { ...incident, step: stepOf(incident) }, decision) === undefined,
    );
    const delivered = await Promise.all(
      able.map((incident) => this.deliver(incident, this.messageFor(incident, decision, caller))),
    );
    const settled = delivered.filter(({ kind }) => kind === 'moved').length;
    const refused = delivered.filter(({ kind }) => kind === 'refused').length;
    return { settled, refused: refused + page.items.length - able.length, more: page.next !== undefined };
  }

  async count(fingerprint: string, decision: Decision): Promise<DryRunResponse> {
    const { able, unable } = await this.judge(fingerprint, decision);
    return {
      eligible: sumOf(able),
      notEligible: [...unable].map(([reason, count]) => ({ reason, count })),
      byDepartment: countBy(able, (one) => departmentOf(this.parts.definitions, one)),
      byStep: countBy(able, ({ event, step }) => (step === '' ? event : `${event}.${step}`)),
    };
  }

  /** Opens the record of a bulk repair; asked for again in the same words, it is the one under way. */
  async open(
    fingerprint: string,
    decision: Decision,
    { caller, language, ramp }: { caller: Caller; language: Language; ramp: boolean },
  ): Promise<BulkRepairRecordResponse> {
    const { able, unable } = await this.judge(fingerprint, decision);
    const [obstacle] = unable.keys();
    if (able.length === 0) {
      if (obstacle === undefined) throw notFound();
      if (obstacle === 'not-repairable') throw new Problem(409, obstacle);
      throw inputProblem([defect('/found', obstacle)], this.parts.messages);
    }
    const checked = able.map((at) => this.checkFields(at, decision));
    const faults = new Map(checked.flatMap(({ found }) => found).map((one) => [`${one.pointer} ${one.code}`, one]));
    if (faults.size > 0) throw inputProblem([...faults.values()], this.parts.messages);
    const { repair, reason, found } = decision;
    const output = checked[0]?.fields ?? {};
    const opened = await this.parts.bulkRepairs.open({
      ...{ id: randomUUID(), fingerprint, repair, reason, actor: actorOf(caller) },
      ...(found === undefined ? {} : { found }),
      ...(Object.keys(output).length === 0 ? {} : { output }),
      stages: ramp ? RAMP : AT_ONCE,
      at: able,
    });
    const same = opened.repair.repair === repair && opened.repair.reason === reason;
    if (opened.kind === 'existing' && !same) throw new Problem(409, 'repair-under-way');
    this.parts.carryOnRepairs();
    return presentRepair(opened.repair, language);
  }

  private async judge(fingerprint: string, decision: Decision) {
    const cause = await this.parts.incidents.findCause(fingerprint);
    const unable = new Map<RepairObstacle, number>();
    const able = (cause?.at ?? []).filter((at) => {
      const obstacle = obstacleTo(this.parts.definitions, at, decision);
      if (obstacle !== undefined) unable.set(obstacle, (unable.get(obstacle) ?? 0) + at.count);
      return obstacle === undefined;
    });
    return { able, unable };
  }

  private checkFields(
    { event, version, step }: Pick<IncidentsAtStep, 'event' | 'version' | 'step'>,
    { fields, output }: Decision,
  ): { fields: Fields; found: readonly Found[] } {
    const { definitions, messages } = this.parts;
    if (event === undefined || version === undefined || step === '') {
      const given = [...named('/fields', fields), ...named('/output', output)];
      return { fields: {}, found: given.map((pointer) => defect(pointer, 'unknown-field')) };
    }
    const definition = definitions.get(event, version);
    if (fields !== undefined) return checkRetryFields(definition, step, fields, messages);
    return output === undefined ? { fields: {}, found: [] } : checkOutput(definition.steps[step]?.writes ?? [], output);
  }
}

const named = (pointer: string, given: unknown): string[] => (given === undefined ? [] : [pointer]);

const stepOf = ({ region }: ReadIncident): string => region.split('@')[0] ?? '';

const sumOf = (groups: readonly IncidentsAtStep[]): number => groups.reduce((sum, { count }) => sum + count, 0);

/** The department that does a step, as its definition says. */
export function departmentOf(
  definitions: Definitions,
  { event, version, step }: Pick<IncidentsAtStep, 'event' | 'version' | 'step'>,
): string | undefined {
  if (event === undefined || version === undefined || !definitions.knows(event, version)) return undefined;
  const parts = definitions.get(event, version).steps[step];
  return parts === undefined || parts.kind === 'wait' ? undefined : parts.department;
}

function countBy(
  groups: readonly IncidentsAtStep[],
  name: (group: IncidentsAtStep) => string | undefined,
): Record<string, number> {
  const counts = new Map<string, number>();
  for (const group of groups) {
    const by = name(group);
    if (by !== undefined) counts.set(by, (counts.get(by) ?? 0) + group.count);
  }
  return Object.fromEntries(counts);
}
