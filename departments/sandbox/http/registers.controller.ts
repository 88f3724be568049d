import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import type { Department } from '../department';
import { type EffectPage, readEffects } from '../registers/effects';
import { countRegisters, entriesOfCase, type Entry, readEntry } from '../registers/registers';
import { departmentOf, Sandbox } from '../sandbox';
import { mustBeLoopbackOrSigned } from './loopback';

@Controller(':department')
export class RegistersController {
  constructor(private readonly sandbox: Sandbox) {}

  @Get('registers')
  async registers(
    @Param('department') id: string,
    @Req() request: IncomingMessage,
  ): Promise<{ items: { register: string; count: number }[] }> {
    return countRegisters(this.sandbox.pool, this.open(id, request));
  }

  @Get('registers/:register')
  async byCase(
    @Param('department') id: string,
    @Param('register') register: string,
    @Query('caseId') caseId: unknown,
    @Req() request: IncomingMessage,
  ): Promise<{ items: Entry[] }> {
    return entriesOfCase(this.sandbox.pool, this.open(id, request), register, textOf(caseId));
  }

  @Get('registers/:register/:key')
  async entry(
    @Param('department') id: string,
    @Param('register') register: string,
    @Param('key') key: string,
    @Req() request: IncomingMessage,
  ): Promise<Entry> {
    return readEntry(this.sandbox.pool, this.open(id, request), register, key);
  }

  @Get('effects')
  async effects(
    @Param('department') id: string,
    @Query('after') after: unknown,
    @Query('limit') limit: unknown,
    @Req() request: IncomingMessage,
  ): Promise<EffectPage> {
    return readEffects(this.sandbox.pool, this.open(id, request).id, textOf(after), textOf(limit));
  }

  private open(id: string, request: IncomingMessage): Department {
    const department = departmentOf(id);
    mustBeLoopbackOrSigned(request, this.sandbox.signer, department.id);
    return department;
  }
}

/** A repeated query parameter arrives as a list: only a single text is meant. */
function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
