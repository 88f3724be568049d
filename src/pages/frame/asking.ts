import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { ApiRequest } from '../../api/http';
import type { Asking } from '../../api/instances/case-desk';
import { visitOf } from './visit';

/** Who asks for a page, in the language that the page is in. */
export const PageAsking = createParamDecorator((_data: unknown, context: ExecutionContext): Asking => {
  const request = context.switchToHttp().getRequest<ApiRequest>();
  const { caller, requestId } = request;
  if (caller === undefined) throw new Error('A page for everybody asked who calls');
  return { caller, requestId, language: visitOf(request).language };
});
