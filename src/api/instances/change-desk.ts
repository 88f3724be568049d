import { Inject, Injectable } from '@nestjs/common';
import { absolutePath, valueAt, type LifeEvent } from '../../core';
import type { ChangeRow } from '../../engine/case-reader';
import { sightOf } from '../access/caller';
import { PARTS, type ApiParts } from '../api-parts';
import { nameOfActor } from '../messages/actor-texts';
import { findText } from '../messages/texts';
import { CaseDesk, type Asking } from './case-desk';
import { mattersOf } from './case-matters';
import type { ChangedFieldResponse, ChangeList, ChangeResponse } from './correction.response';
import { shownFields } from './present-case';

/** Tells what has changed in a case, with the former values for those who may see the field. */
@Injectable()
export class ChangeDesk {
  constructor(
    @Inject(PARTS) private readonly parts: ApiParts,
    @Inject(CaseDesk) private readonly cases: CaseDesk,
  ) {}

  async list(id: string, asking: Asking): Promise<ChangeList> {
    const { caller, requestId } = asking;
    const row = await this.cases.find(id, caller);
    const chart = this.cases.chartOf(row);
    const { definition } = chart;
    const rows = await this.parts.reader.changes(row.id);
    const sight = sightOf(caller);
    // Whose own case it is knows what was reported of it.
    const reported =
      sight.kind === 'own'
        ? new Set(rows.flatMap(({ type, fields }) => (type === 'case.corrected' ? fields : [])))
        : [];
    const entries = shownFields(mattersOf(chart, row), sight).map(({ matter, output, fields }) => ({
      region: matter.region.id,
      fields: [...output, ...fields].map((path) => absolutePath(definition, path, matter.region.subject)),
    }));
    const seen = new Set([...reported, ...entries.flatMap(({ fields }) => fields)]);
    const changed = rows.flatMap(({ fields }) => fields).filter((path) => seen.has(path));
    const { keyId, organisation, role } = caller;
    const reader = { keyId, organisation, role, purpose: 'former-values', requestId };
    const log = [{ region: '', fields: [...new Set(changed)] }];
    const recordAfter = changed.length === 0 ? undefined : await this.parts.reader.discloseEver(row.id, reader, log);
    const items = rows.map((one) =>
      this.present(definition, chart.byId.get(one.region ?? '')?.step, one, asking, (path) => {
        if (recordAfter === undefined || !seen.has(path)) return {};
        const [former, value] = [recordAfter(one.seq - 1), recordAfter(one.seq)].map((record) => valueAt(record, path));
        return { ...(isKnown(former) ? { former } : {}), ...(isKnown(value) ? { value } : {}) };
      }),
    );
    return { items };
  }

  private present(
    definition: LifeEvent,
    step: string | undefined,
    { seq, at, type, actor, code, fields }: ChangeRow,
    { language }: Asking,
    valuesOf: (path: string) => Pick<ChangedFieldResponse, 'former' | 'value'>,
  ): ChangeResponse {
    return {
      ...{ seq, at: at.toISOString(), kind: type === 'case.corrected' ? 'corrected' : 'amended', actor },
      actorName: nameOfActor(this.parts.messages, actor)[language],
      ...(step === undefined ? {} : { step }),
      ...(code === undefined
        ? {}
        : { reason: { code, message: findText(this.parts.messages, code)?.[language] ?? code } }),
      changes: fields.map((path) => ({ ...pathOf(definition, path), ...valuesOf(path) })),
    };
  }
}

const isKnown = (value: unknown): boolean => value !== undefined && value !== null;

/** `children.1.name` → `child.name` of the second. */
function pathOf({ subject }: LifeEvent, path: string): { field: string; subject?: number } {
  const [list, index, ...rest] = path.split('.');
  if (subject === undefined || list !== subject.list || index === undefined) return { field: path };
  return { field: [subject.name, ...rest].join('.'), subject: Number(index) + 1 };
}
