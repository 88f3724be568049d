import { Body, Controller, Delete, Get, Inject, Param, Post, Query } from '@nestjs/common';
import type { KeyringAuthor, ReadApiKey } from '../../engine/keyring';
import { Allow } from '../access/access.decorator';
import { CurrentAsking } from '../access/asking.decorator';
import { PARTS, type ApiParts } from '../api-parts';
import { inputProblem } from '../forms/check-form';
import { cursorOf, placeOf, UUID_PLACE } from '../forms/cursor';
import { defect, type Found } from '../forms/found-defect';
import { DEFAULT_LIMIT, PageRequest } from '../forms/page.request';
import type { Asking } from '../instances/case-desk';
import { notFound } from '../problems/problem';
import { IssueKeyRequest } from './api-key.request';
import type { ApiKeyPage, ApiKeyResponse, IssuedKeyResponse } from './api-key.response';

@Controller('api/v1/api-keys')
export class ApiKeysController {
  constructor(@Inject(PARTS) private readonly parts: ApiParts) {}

  /** Every key that was ever issued, by id; none of them can be read again. */
  @Get()
  @Allow('operator', 'auditor')
  async list(@Query() { cursor, limit = DEFAULT_LIMIT }: PageRequest): Promise<ApiKeyPage> {
    const after = placeOf(cursor, UUID_PLACE);
    const found = await this.parts.keyring.list({ limit: limit + 1, ...(after === undefined ? {} : { after }) });
    const page = found.slice(0, limit);
    return {
      items: page.map(present),
      nextCursor: cursorOf(found.length > limit ? page.at(-1)?.id : undefined),
    };
  }

  /** Issues a key for a system that connects, and shows it this once. Who did it is kept for ever. */
  @Post()
  @Allow('operator')
  async issue(@Body() body: IssueKeyRequest, @CurrentAsking() asking: Asking): Promise<IssuedKeyResponse> {
    const found = this.scopeDefects(body);
    if (found.length > 0) throw inputProblem(found, this.parts.messages);
    const { name, role, organisation, days } = body;
    const departments = [...new Set(body.departments ?? [])];
    const issued = await this.parts.keyring.issue(
      { name: name.trim(), role, organisation, departments, days },
      authorOf(asking),
    );
    return { ...present(issued.read), key: issued.key };
  }

  /** Ends a key within five seconds, whoever issued it. Who did it is kept for ever; done twice it is done once. */
  @Delete(':id')
  @Allow('operator')
  async revoke(@Param('id') id: string, @CurrentAsking() asking: Asking): Promise<ApiKeyResponse> {
    const revoked = UUID_PLACE.test(id) ? await this.parts.keyring.revoke(id, authorOf(asking)) : undefined;
    if (revoked === undefined) throw notFound();
    return present(revoked);
  }

  /** A department's system acts for departments that exist, everybody else for none. */
  private scopeDefects({ role, departments }: IssueKeyRequest): Found[] {
    const given = departments ?? [];
    if (role === 'departmentSystem' && given.length === 0) return [defect('/departments', 'field-required')];
    const steps = this.parts.definitions.all().flatMap((definition) => Object.values(definition.steps));
    const known = new Set<unknown>(steps.flatMap((step) => (step.kind === 'wait' ? [] : [step.department])));
    return given.flatMap((department, index) => {
      if (role === 'departmentSystem' && known.has(department)) return [];
      return [defect(`/departments/${index}`, 'not-listed')];
    });
  }
}

const authorOf = ({ caller: { keyId, organisation, role }, requestId }: Asking): KeyringAuthor => ({
  ...{ keyId, organisation, role, requestId },
});

const present = ({ createdAt, expiresAt, revokedAt, issuedBy, departments, ...key }: ReadApiKey): ApiKeyResponse => ({
  ...key,
  departments: [...departments],
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt?.toISOString() ?? null,
  revokedAt: revokedAt?.toISOString() ?? null,
  issuedBy: issuedBy ?? null,
});
