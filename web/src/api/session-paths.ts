interface Answer<Body> {
  readonly headers: Record<string, unknown>;
  readonly content: { readonly 'application/json': Body };
}
interface Asked<Responses, Request = never> {
  parameters: { query?: never; header?: never; path?: never; cookie?: never };
  requestBody: [Request] extends [never] ? never : { content: { 'application/json': Request } };
  responses: Responses;
}
interface Account {
  role: string;
  name: string;
  organisation: string;
  departments: string[];
}

/** Sessions and demo accounts, until the published document has them. */
export interface SessionPaths {
  '/api/v1/session': {
    get: Omit<Asked<{ 200: Answer<Account> }>, 'requestBody'>;
    post: Asked<{ 201: Answer<Account> }, { login: string; password: string }>;
    delete: Omit<Asked<{ 204: { headers: Record<string, unknown>; content?: never } }>, 'requestBody'>;
  };
  '/api/v1/demo/accounts': {
    get: Omit<
      Asked<{
        200: Answer<{ items: { role: string; name: string; organisation: string; login: string; password: string }[] }>;
      }>,
      'requestBody'
    >;
  };
}
