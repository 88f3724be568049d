import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { Allow, AllowEverybody, CurrentCaller } from '../access/access.decorator';
import type { Caller } from '../access/caller';
import { WHOEVER_HAS_A_KEY } from '../access/everyone';
import type { ApiRequest, ApiResponse } from '../http';
import { Problem } from '../problems/problem';
import { SessionDesk } from './session-desk';
import { SignInRequest } from './session.request';
import { presentSignedIn, type SessionResponse, type SignedInResponse } from './session.response';

@Controller('api/v1/session')
export class SessionController {
  constructor(@Inject(SessionDesk) private readonly desk: SessionDesk) {}

  /**
   * Signs in: the answer sets the cookie of the session, `__Host-one-thing`. An unknown login and a wrong password are
   * refused alike (401); after too many attempts of a login or from an address: 429 with Retry-After. Over plain http
   * browsers keep the cookie on 127.0.0.1 and localhost only; from a page elsewhere: 400 `https-required`.
   */
  @Post()
  @AllowEverybody()
  async signIn(
    @Body() { login, password }: SignInRequest,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) response: ApiResponse,
  ): Promise<SignedInResponse> {
    return presentSignedIn(await this.desk.signIn(login, password, request, response));
  }

  /** Who is signed in. 401 when nobody is, or no longer; an API key has no session. */
  @Get()
  @Allow(...WHOEVER_HAS_A_KEY)
  get(@CurrentCaller() caller: Caller, @Req() { session }: ApiRequest): SessionResponse {
    if (session === undefined) throw new Problem(401, 'session-over');
    const { login, name, expiresAt } = session;
    return { ...presentSignedIn({ login, name, ...caller }), expiresAt: expiresAt.toISOString() };
  }

  /** Signs out: the session is over at once, and the browser is told to forget what it keeps of this site. */
  @Delete()
  @HttpCode(204)
  @Allow(...WHOEVER_HAS_A_KEY)
  async signOut(@Req() request: ApiRequest, @Res({ passthrough: true }) response: ApiResponse): Promise<void> {
    if (request.session === undefined) throw new Problem(401, 'session-over');
    await this.desk.signOut(request, response);
  }
}
