import 'reflect-metadata';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import helmet from 'helmet';
import { ApiModule, apiRoutes } from './api.module';
import type { ApiParts } from './api-parts';
import { BODY_LIMIT, bodyRules, isPageForm, JSON_TYPES } from './body-rules';
import { nestLog } from './nest-log';
import { publishDocument } from './openapi/publish-document';
import { requestLog } from './request-log';
import type { ServedPages } from './served-pages';

/** Nothing of ours is a page but the documentation, which brings its own rule. */
const headers = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { defaultSrc: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"], frameAncestors: ["'none'"] },
  },
});

/** The HTTP edge over the parts given, initialised and not yet listening. */
export async function createApi(parts: ApiParts, pages?: ServedPages): Promise<INestApplication> {
  const app = await NestFactory.create<NestExpressApplication>(ApiModule.with(parts, pages), {
    bodyParser: false,
    rawBody: true,
    forceCloseConnections: true,
    logger: nestLog(parts.log),
  });
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.use(requestLog(parts.log));
  app.use(headers);
  app.useBodyParser('json', { limit: BODY_LIMIT, strict: false, type: JSON_TYPES });
  app.useBodyParser('urlencoded', { limit: BODY_LIMIT, extended: false, type: isPageForm });
  app.use(bodyRules);
  publishDocument(app, parts.definitions, apiRoutes(pages));
  await app.init();
  return app;
}
