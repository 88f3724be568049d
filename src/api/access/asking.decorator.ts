import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { ApiRequest } from '../http';
import type { Asking } from '../instances/case-desk';
import { languageOf, type Language } from '../messages/language';

/** Who asks, in which language, under which request. */
export const CurrentAsking = createParamDecorator((_data: unknown, context: ExecutionContext): Asking => {
  const { caller, headers, requestId } = context.switchToHttp().getRequest<ApiRequest>();
  if (caller === undefined) throw new Error('A route without a key asked who calls');
  return { caller, requestId, language: languageOf(headers['accept-language']) };
});

/** The language of whoever asks, known or not. */
export const CurrentLanguage = createParamDecorator((_data: unknown, context: ExecutionContext): Language => {
  const { headers } = context.switchToHttp().getRequest<ApiRequest>();
  return languageOf(headers['accept-language']);
});
