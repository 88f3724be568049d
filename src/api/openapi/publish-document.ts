import type { INestApplication } from '@nestjs/common';
import { SwaggerModule } from '@nestjs/swagger';
import type { Definitions } from '../../engine/definitions';
import type { Route } from '../access/routes';
import type { ApiRequest, ApiResponse } from '../http';
import { describeApi } from './document';

const JSON_PATH = 'api/openapi.json';
const DOCS_PATH = 'api/docs';

/** The two addresses that are not a controller's. */
export const documentRoutes: readonly Route[] = [JSON_PATH, DOCS_PATH].map((path) => ({
  method: 'GET',
  path: `/${path}`,
  handler: 'openapi',
  policy: { kind: 'public' },
}));

/** The documentation is a page with styles of its own; it may load nothing from elsewhere. */
const DOCS_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Serves the OpenAPI document and its reader; the document is made when somebody first asks for it. */
export function publishDocument(app: INestApplication, definitions: Definitions, routes: readonly Route[]): void {
  app.use(`/${DOCS_PATH}`, (_request: ApiRequest, response: ApiResponse, next: () => void) => {
    response.setHeader('Content-Security-Policy', DOCS_POLICY);
    next();
  });
  SwaggerModule.setup(DOCS_PATH, app, () => describeApi(app, definitions, routes), {
    jsonDocumentUrl: JSON_PATH,
    raw: ['json'],
    customSiteTitle: 'One-Thing API',
  });
}
