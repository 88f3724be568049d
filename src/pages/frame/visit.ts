import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { ApiRequest } from '../../api/http';
import { languageOf, type Language } from '../../api/messages/language';
import { sayIn, type Say } from '../messages/words';
import { cookiesOf } from './cookies';

export const LANGUAGE_COOKIE = 'one-thing-language';
export const PRINT_COOKIE = 'one-thing-print';

/** How a page is shown to whoever asks for it. */
export interface Visit {
  readonly language: Language;
  readonly say: Say;
  /** 长辈版: larger letters, more space. */
  readonly isLarge: boolean;
  /** Where the visitor is, to come back to after changing the language; without what was asked in the query. */
  readonly path: string;
  /** Of whoever has signed in: what every form shows to prove that the page was made for this session. */
  readonly formToken?: string;
  readonly requestId: string;
}

/** The switch on the page decides; without it what the browser asks for, and else Chinese. */
export function visitOf({ headers, path, session, requestId }: ApiRequest): Visit {
  const cookies = cookiesOf(headers.cookie);
  const chosen = cookies[LANGUAGE_COOKIE];
  const language = chosen === 'en' || chosen === 'zh-CN' ? chosen : languageOf(headers['accept-language']);
  return {
    language,
    say: sayIn(language),
    isLarge: cookies[PRINT_COOKIE] === 'large',
    path,
    ...(session === undefined ? {} : { formToken: session.formToken }),
    requestId,
  };
}

export const CurrentVisit = createParamDecorator((_data: unknown, context: ExecutionContext): Visit =>
  visitOf(context.switchToHttp().getRequest<ApiRequest>()),
);
