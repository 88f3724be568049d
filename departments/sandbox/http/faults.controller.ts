import { Body, Controller, Delete, Get, HttpCode, Param, Put, Req } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import { type Faults, readFaults } from '../faults/faults';
import { departmentOf, Sandbox } from '../sandbox';
import { mustBeLoopback } from './loopback';

@Controller(':department/faults')
export class FaultsController {
  constructor(private readonly sandbox: Sandbox) {}

  @Get()
  show(@Param('department') id: string, @Req() request: IncomingMessage): Faults {
    mustBeLoopback(request);
    return this.sandbox.faults.of(departmentOf(id).id);
  }

  @Put()
  async set(@Param('department') id: string, @Body() body: unknown, @Req() request: IncomingMessage): Promise<Faults> {
    mustBeLoopback(request);
    const faults = readFaults(body);
    await this.sandbox.faults.set(departmentOf(id).id, faults);
    return faults;
  }

  @Delete()
  @HttpCode(204)
  async clear(@Param('department') id: string, @Req() request: IncomingMessage): Promise<void> {
    mustBeLoopback(request);
    await this.sandbox.faults.set(departmentOf(id).id, {});
  }
}
