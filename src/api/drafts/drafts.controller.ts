import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import type { FieldPath, LifeEvent } from '../../core';
import type { DraftContent, DraftWords, ListedDraft } from '../../engine/drafts';
import { AllowByDefinition, CurrentCaller } from '../access/access.decorator';
import { CurrentAsking } from '../access/asking.decorator';
import type { Caller } from '../access/caller';
import { PARTS, type ApiParts } from '../api-parts';
import { inputProblem } from '../forms/check-form';
import { UUID_PLACE } from '../forms/cursor';
import type { Asking } from '../instances/case-desk';
import { notFound, Problem } from '../problems/problem';
import { maskedName } from '../track/masked-name';
import { checkDraft } from './check-draft';
import { draftOwnerOf } from './draft-owner';
import { BeginDraftRequest, RemoveDraftRequest, SaveDraftRequest } from './draft.request';
import type { DraftList, DraftResponse, WholeDraftResponse } from './draft.response';

/** So much may stand in one, as JSON. A form that is filled in to the brim has a tenth of it. */
const MOST_BYTES = 32_000;

@Controller('api/v1/drafts')
export class DraftsController {
  constructor(@Inject(PARTS) private readonly parts: ApiParts) {}

  /**
   * Keeps a form that is not finished. Whoever sends it as a report names the draft, which is then taken away.
   *
   * Drafts of an organisation are everybody's there in the same role; those of a person are that person's alone.
   */
  @Post()
  @AllowByDefinition()
  async begin(@Body() { event, content }: BeginDraftRequest, @CurrentAsking() asking: Asking): Promise<DraftResponse> {
    const definition = this.parts.definitions.find(event);
    if (definition === undefined) throw notFound();
    const { caller } = asking;
    if (!definition.trigger.by.includes(caller.role)) throw new Problem(403, 'role-not-allowed');
    const words = this.wordsOf(definition, content, caller);
    const draft = await this.parts.drafts.create(draftOwnerOf(caller), event, words);
    if (draft === undefined) throw new Problem(409, 'too-many-drafts');
    return this.present(draft, asking);
  }

  /** The caller's drafts, last saved first, without what stands in them. */
  @Get()
  @AllowByDefinition()
  async list(@CurrentAsking() asking: Asking): Promise<DraftList> {
    const drafts = await this.parts.drafts.list(draftOwnerOf(asking.caller));
    return { items: drafts.map((draft) => this.present(draft, asking)) };
  }

  /** A draft with what stands in it. */
  @Get(':id')
  @AllowByDefinition()
  async get(@Param('id') id: string, @CurrentAsking() asking: Asking): Promise<WholeDraftResponse> {
    const draft = UUID_PLACE.test(id) ? await this.parts.drafts.find(draftOwnerOf(asking.caller), id) : undefined;
    if (draft === undefined) throw notFound();
    return { ...this.present(draft, asking), content: draft.content };
  }

  /** Saves a draft over the version that is named; 409 `draft-changed` when somebody has saved it since. */
  @Put(':id')
  @AllowByDefinition()
  async save(
    @Param('id') id: string,
    @Body() { version, content }: SaveDraftRequest,
    @CurrentAsking() asking: Asking,
  ): Promise<DraftResponse> {
    const { caller } = asking;
    const owner = draftOwnerOf(caller);
    const held = UUID_PLACE.test(id) ? await this.parts.drafts.find(owner, id) : undefined;
    const definition = held && this.parts.definitions.find(held.event);
    if (definition === undefined) throw notFound();
    const saved = await this.parts.drafts.save(owner, id, version, this.wordsOf(definition, content, caller));
    if (saved.kind === 'gone') throw notFound();
    if (saved.kind === 'changed') throw new Problem(409, 'draft-changed');
    return this.present(saved.draft, asking);
  }

  /** Throws a draft away; 409 `draft-changed` when it is not the version any more that is named. */
  @Delete(':id')
  @HttpCode(204)
  @AllowByDefinition()
  async remove(
    @Param('id') id: string,
    @Query() { version }: RemoveDraftRequest,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    const removed = UUID_PLACE.test(id) ? await this.parts.drafts.remove(draftOwnerOf(caller), id, version) : 'gone';
    if (removed === 'gone') throw notFound();
    if (removed === 'changed') throw new Problem(409, 'draft-changed');
  }

  private wordsOf({ trigger, publicName }: LifeEvent, content: DraftContent, { keyId }: Caller): DraftWords {
    if (Buffer.byteLength(JSON.stringify(content)) > MOST_BYTES) throw new Problem(413, 'draft-too-large');
    const found = checkDraft(trigger.form, content, '/content');
    if (found.length > 0) throw inputProblem(found, this.parts.messages);
    const name = publicName === undefined ? undefined : textAt(content, publicName);
    return { content, savedBy: keyId, ...(name === undefined ? {} : { name: maskedName(name) }) };
  }

  private present(draft: ListedDraft, { caller, language }: Asking): DraftResponse {
    const { id, event, version, name, savedBy, savedAt, keptUntil } = draft;
    const title = this.parts.definitions.find(event)?.title[language] ?? event;
    return {
      ...{ id, event, version, mine: savedBy === caller.keyId },
      title: name === undefined ? title : `${title} · ${name}`,
      ...{ savedAt: savedAt.toISOString(), keptUntil: keptUntil.toISOString() },
    };
  }
}

/** The text at a path of the form; undefined where there is none yet. */
function textAt(content: DraftContent, path: FieldPath): string | undefined {
  const value = path
    .split('.')
    .reduce<unknown>((part, name) => (part as Record<string, unknown> | null | undefined)?.[name], content);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
