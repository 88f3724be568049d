import { Inject, Injectable } from '@nestjs/common';
import type { ReadCase } from '../../engine/case-reader';
import { sightOf, viewerOf, type Caller } from '../access/caller';
import { PARTS, type ApiParts } from '../api-parts';
import type { Language } from '../messages/language';
import { notFound } from '../problems/problem';
import { mattersOf } from './case-matters';
import type { InstanceResponse } from './instance.response';
import { presentCase, shownFields } from './present-case';

/** Who asks, in which language, under which request. */
export interface Asking {
  readonly caller: Caller;
  readonly language: Language;
  readonly requestId: string;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Hands cases out: only those that exist for the caller, cut to what the caller may see, and never unlogged. */
@Injectable()
export class CaseDesk {
  constructor(@Inject(PARTS) private readonly parts: ApiParts) {}

  /** The case as it is stored; a 404 for one that does not exist for this caller. */
  async find(id: string, caller: Caller): Promise<ReadCase> {
    const row = UUID.test(id) ? await this.parts.reader.find(id, viewerOf(caller)) : undefined;
    if (row === undefined) throw notFound();
    return row;
  }

  async show(id: string, asking: Asking): Promise<InstanceResponse> {
    const row = await this.find(id, asking.caller);
    const { reader } = this.parts;
    const { caller, requestId } = asking;
    const sight = sightOf(caller);
    const matters = mattersOf(this.chartOf(row), row);
    const fields = shownFields(matters, sight);
    if (fields.length === 0) return this.present(row, asking);
    const { keyId, organisation, role } = caller;
    const purpose = sight.kind === 'own' ? 'own-case' : 'step-of-department';
    const entries = fields.map(({ matter, output, fields: read }) => ({
      region: matter.region.id,
      fields: [...output, ...read],
    }));
    const record = await reader.disclose(row.id, { keyId, organisation, role, purpose, requestId }, entries);
    const { language } = asking;
    const wording = { language, messages: this.parts.messages };
    return presentCase(row, this.chartOf(row), matters, { sight, fields, record }, wording);
  }

  /** Without any personal field: for lists. */
  present(row: ReadCase, { caller, language }: Asking): InstanceResponse {
    const chart = this.chartOf(row);
    const shown = { sight: sightOf(caller), fields: [] };
    return presentCase(row, chart, mattersOf(chart, row), shown, { language, messages: this.parts.messages });
  }

  chartOf({ event, version, subjects }: ReadCase) {
    return this.parts.definitions.chart(event, version, subjects);
  }
}
