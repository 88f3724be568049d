import { Body, Controller, Get, Inject, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Allow, AllowEverybody } from '../../api/access/access.decorator';
import { WHOEVER_HAS_A_KEY } from '../../api/access/everyone';
import { PARTS, type ApiParts } from '../../api/api-parts';
import type { ApiRequest, ApiResponse } from '../../api/http';
import { Problem } from '../../api/problems/problem';
import { SessionDesk } from '../../api/session/session-desk';
import { formOf } from '../frame/form-body';
import { ownAddress } from '../frame/own-address';
import { PageFilter } from '../frame/page.filter';
import { seeOther, sendPage } from '../frame/send-page';
import { CurrentVisit, type Visit } from '../frame/visit';
import { FAMILY } from '../my/family';
import { LoginPage } from './login-page';

const HOME = '/my';
const CONSOLE = '/console/';

@ApiExcludeController()
@UseFilters(PageFilter)
@Controller()
export class LoginController {
  constructor(
    @Inject(PARTS) private readonly parts: ApiParts,
    @Inject(SessionDesk) private readonly desk: SessionDesk,
  ) {}

  /** Where citizens log in. `next` is where they wanted to go; `over` says that a session has ended. */
  @Get('login')
  @AllowEverybody()
  show(
    @Query() { next, over }: Readonly<Record<string, unknown>>,
    @CurrentVisit() visit: Visit,
    @Res() response: ApiResponse,
  ): void {
    const where = ownAddress(typeof next === 'string' ? next : undefined, HOME);
    const news = over === '1' ? visit.say('login-over') : undefined;
    sendPage(response, visit, <LoginPage visit={visit} next={where} news={news} demo={this.demo()} />);
  }

  /** Logs in and goes on to where the visitor wanted to go; staff go to their console. */
  @Post('login')
  @AllowEverybody()
  async logIn(
    @Body() body: unknown,
    @CurrentVisit() visit: Visit,
    @Req() request: ApiRequest,
    @Res() response: ApiResponse,
  ): Promise<void> {
    const { login = '', password = '', next } = formOf(body);
    const where = ownAddress(next, HOME);
    const again = (problem?: Problem): void => {
      const said = { visit, next: where, login: login.slice(0, 100), isAgain: true };
      sendPage(response, visit, <LoginPage {...said} problem={problem} demo={this.demo()} />, problem?.status ?? 400);
    };
    if (login === '' || password === '' || login.length > 100 || password.length > 200) {
      again();
      return;
    }
    try {
      const { role } = await this.desk.signIn(login, password, request, response);
      seeOther(response, FAMILY.includes(role) ? where : CONSOLE);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      for (const [name, value] of Object.entries(error.parts.headers ?? {})) response.setHeader(name, value);
      again(error);
    }
  }

  @Post('logout')
  @Allow(...WHOEVER_HAS_A_KEY)
  async logOut(@Req() request: ApiRequest, @Res() response: ApiResponse): Promise<void> {
    await this.desk.signOut(request, response);
    seeOther(response, '/');
  }

  /** In a demo, whoever has matters of their own. */
  private demo() {
    return (this.parts.demoAccounts?.() ?? []).filter(({ role }) => FAMILY.includes(role));
  }
}
