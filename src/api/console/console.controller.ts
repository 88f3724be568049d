import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { randomBytes } from 'node:crypto';
import { AllowEverybody } from '../access/access.decorator';
import { CurrentLanguage } from '../access/asking.decorator';
import { PARTS, type ApiParts } from '../api-parts';
import type { ApiRequest, ApiResponse } from '../http';
import type { Language } from '../messages/language';
import { textOf } from '../messages/texts';
import { notFound } from '../problems/problem';
import { ConsoleFiles } from './console-files';
import { sendFile } from './send-file';

/** The place in the page where the consoles look for the nonce of the styles that they insert. */
const NONCE_PLACE = /(<meta name="csp-nonce" content=")(")/;

/** A last part with a dot is a file's name, which is there or not; anything else is a place in the consoles. */
const FILE_NAME = /\.[^/]*$/;

/** Nothing from elsewhere and no inline script; inserted styles carry the nonce of this one answer. */
const policyWith = (nonce: string): string =>
  `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; font-src 'self'; ` +
  "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

@ApiExcludeController()
@Controller('console')
export class ConsoleController {
  private readonly files: ConsoleFiles | undefined;

  constructor(@Inject(PARTS) { consoleFolder }: ApiParts) {
    this.files = consoleFolder === undefined ? undefined : new ConsoleFiles(consoleFolder);
  }

  /** The consoles of hospitals, clerks and operators. */
  @Get()
  @AllowEverybody()
  home(@Req() request: ApiRequest, @Res() response: ApiResponse, @CurrentLanguage() language: Language): void {
    if (!/^\/console\/(\?|$)/.test(request.originalUrl)) {
      response.statusCode = 308;
      response.setHeader('Location', '/console/');
      response.end();
    } else this.sendPage(response, language);
  }

  /** A file of the consoles, or a place in them. */
  @Get('*path')
  @AllowEverybody()
  async at(
    @Param('path') path: string | string[],
    @Req() request: ApiRequest,
    @Res() response: ApiResponse,
    @CurrentLanguage() language: Language,
  ): Promise<void> {
    const name = [path].flat().join('/');
    const file = this.files?.find(name);
    if (file !== undefined) return sendFile(file, request, response);
    if (FILE_NAME.test(name)) throw notFound();
    this.sendPage(response, language);
  }

  private sendPage(response: ApiResponse, language: Language): void {
    const page = this.files?.index();
    const nonce = randomBytes(16).toString('base64url');
    response.statusCode = page === undefined ? 503 : 200;
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.setHeader('Content-Security-Policy', policyWith(nonce));
    response.end(page === undefined ? notBuilt(language) : page.replace(NONCE_PLACE, `$1${nonce}$2`));
  }
}

const notBuilt = (language: Language): string =>
  `<!doctype html><html lang="${language}"><meta charset="utf-8"><title>One-Thing 一件事</title>` +
  `<h1>One-Thing 一件事</h1><p>${textOf('consoles-not-built')[language]}</p><p><code>npm start</code></p></html>`;
