import { randomUUID } from 'node:crypto';
import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import type { FieldPath, RegisterQuery } from '../../core';
import { AllowByDefinition } from '../access/access.decorator';
import { CurrentAsking } from '../access/asking.decorator';
import { PARTS, type ApiParts } from '../api-parts';
import { inputProblem } from '../forms/check-form';
import { pointerTo } from '../forms/clean-json';
import { defect } from '../forms/found-defect';
import type { Asking } from '../instances/case-desk';
import { notFound, Problem } from '../problems/problem';
import { RegisterQueryRequest } from './register-query.request';
import type { RegisterQueryResponse } from './register-query.response';

const LONGEST = 100;

@Controller('api/v1/life-events')
export class RegisterQueriesController {
  constructor(@Inject(PARTS) private readonly parts: ApiParts) {}

  /**
   * Asks a department's register what the form of a life event can be filled in with: by a number and the name that
   * belongs to it, as `GET /definitions/{event}/form` says, and only for those who may send the form.
   *
   * Every question is kept, and those whom it concerns see it. 429 after 30 in a quarter of an hour; 503
   * `register-unavailable` when the department does not answer in time: the form is filled in by hand then.
   */
  @Post(':event/queries/:query')
  @HttpCode(200)
  @AllowByDefinition()
  async ask(
    @Param('event') event: string,
    @Param('query') name: string,
    @Body() body: RegisterQueryRequest,
    @CurrentAsking() { caller, requestId }: Asking,
  ): Promise<RegisterQueryResponse> {
    const queries = this.parts.definitions.find(event)?.trigger.queries ?? {};
    const asked = Object.hasOwn(queries, name) ? queries[name] : undefined;
    if (asked === undefined) throw notFound();
    if (!asked.by.includes(caller.role)) throw new Problem(403, 'role-not-allowed');
    const fields = this.fieldsOf(asked, body.fields);
    const wait = await this.parts.queryLog.begin(caller.keyId);
    if (wait !== undefined) throw new Problem(429, 'too-many-queries', { headers: { 'Retry-After': String(wait) } });
    const id = randomUUID();
    const { department, query, brings, legalBasis } = asked;
    const answer = await this.parts.registers.query({ id, department, query, event, legalBasis, fields, brings });
    const told = answer.kind === 'found' ? answer.fields : {};
    const { keyId, organisation, role } = caller;
    await this.parts.queryLog.keep({
      ...{ id, event, query: name, department, keyId, organisation, role, requestId, outcome: answer.kind },
      ...{ fields: Object.keys(told), persons: [...new Set([...numbersIn(fields), ...numbersIn(told)])] },
    });
    if (answer.kind === 'unavailable') throw new Problem(503, 'register-unavailable');
    return { outcome: answer.kind, fields: told };
  }

  private fieldsOf({ asks }: RegisterQuery, given: Readonly<Record<string, unknown>>): Record<FieldPath, string> {
    const at = (path: string): string => pointerTo('/fields', path);
    const unknown = Object.keys(given).filter((path) => !asks.includes(path));
    const asked = asks.map((path) => [path, given[path]] as const);
    const found = [
      ...unknown.map((path) => defect(at(path), 'unknown-field')),
      ...asked.flatMap(([path, value]) => {
        if (typeof value !== 'string' || value.trim() === '') return [defect(at(path), 'text-required')];
        return value.length > LONGEST ? [defect(at(path), 'text-too-long')] : [];
      }),
    ];
    if (found.length > 0) throw inputProblem(found, this.parts.messages);
    return Object.fromEntries(asked.map(([path, value]) => [path, String(value).trim()]));
  }
}

/** Document numbers among fields: whom they concern. */
const numbersIn = (fields: Readonly<Record<FieldPath, unknown>>): string[] =>
  Object.entries(fields).flatMap(([path, value]) =>
    path.endsWith('.idNumber') && typeof value === 'string' ? [value] : [],
  );
