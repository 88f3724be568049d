import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, getSchemaPath, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { LifeEvent } from '../../core';
import type { Definitions } from '../../engine/definitions';
import type { Route } from '../access/routes';
import { correctionForms, describeCorrections } from './document-corrections';
import { ProblemResponse } from '../problems/problem.response';

type Paths = OpenAPIObject['paths'];
type Operation = NonNullable<Paths[string]['post']>;

const TRIGGER = '/api/v1/life-events/{event}/instances';
const SIGNAL = '/api/v1/instances/{id}/signals/{signal}';
const EARLY_SIGNAL = '/api/v1/life-events/{event}/signals/{signal}';
const PROBLEM = { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemResponse) } } };

const outline = new DocumentBuilder()
  .setOpenAPIVersion('3.1.0')
  .setTitle('One-Thing (一件事)')
  .setDescription(
    'One life event, one application: a report is made once, and every department does its part. ' +
      'Errors are problem documents (RFC 9457); `Accept-Language` chooses zh-CN (default) or en. ' +
      'What a caller may not see does not exist for it: 404.',
  )
  .setVersion('1')
  .setLicense('MIT', 'https://opensource.org/license/mit')
  .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API key, `ot_…`' }, 'apiKey')
  .addCookieAuth('__Host-one-thing', { type: 'apiKey', in: 'cookie', description: 'Set by signing in' }, 'session')
  .addApiKey({ type: 'apiKey', in: 'header', name: 'webhook-signature', description: 'Standard Webhooks' }, 'signature')
  .build();

/** The OpenAPI 3.1 document of the edge, with one operation for each life event and signal it serves. */
export function describeApi(app: INestApplication, definitions: Definitions, routes: readonly Route[]): OpenAPIObject {
  const events = definitions.all().filter((event) => definitions.find(event.name) === event);
  const forms = events.flatMap(({ trigger, signals }) => [
    trigger.form,
    ...(trigger.address === undefined ? [] : [trigger.address.form]),
    ...Object.values(signals).map(({ form }) => form),
  ]);
  const document = SwaggerModule.createDocument(app, outline, {
    extraModels: [ProblemResponse, ...forms, ...correctionForms(events)],
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}.${method}`,
  });
  const paths: Paths = {};
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of ['get', 'post', 'put', 'delete'] as const) {
      const operation = item[method];
      if (operation !== undefined) complete(operation, policyOf(routes, method, path));
    }
    if (path === TRIGGER) Object.assign(paths, triggerPaths(item.post as Operation, events));
    else if (path === SIGNAL) Object.assign(paths, signalPaths(item.post as Operation, events));
    else if (path === EARLY_SIGNAL) Object.assign(paths, earlySignalPaths(item.post as Operation, events));
    else paths[path] = item;
  }
  describeCorrections(document, events);
  return { ...document, paths };
}

const policyOf = (routes: readonly Route[], method: string, path: string): Route['policy'] =>
  routes.find((route) => route.method === method.toUpperCase() && route.path.replace(/:(\w+)/g, '{$1}') === path)
    ?.policy;

/** What holds for every operation: who may call it, and that whatever goes wrong is a problem document. */
function complete(operation: Operation, policy: Route['policy']): void {
  operation.responses['default'] = { description: 'A problem document', content: PROBLEM };
  operation.security = securityOf(policy);
  if (policy !== undefined && 'roles' in policy) Object.assign(operation, { 'x-roles': policy.roles });
  operation.parameters = (operation.parameters ?? []).filter((one) => !('$ref' in one) || one.$ref !== '');
}

/** An empty requirement beside another: it goes without as well. */
function securityOf(policy: Route['policy']): NonNullable<Operation['security']> {
  switch (policy?.kind) {
    case 'public':
      return [];
    case 'signature':
      return [{ signature: [] }];
    case 'localOrRoles':
      return [{}, { apiKey: [] }, { session: [] }];
    default:
      return [{ apiKey: [] }, { session: [] }];
  }
}

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header' as const,
  required: false,
  description: 'Makes a repetition recognisable for 24 hours; with another body it is refused (422)',
  schema: { type: 'string', minLength: 1, maxLength: 200 },
};

const TRACEPARENT = {
  name: 'traceparent',
  in: 'header' as const,
  required: false,
  description: 'W3C trace context of the caller; where cases are traced, the case is linked to it',
  schema: { type: 'string' },
};

const DRAFT = {
  name: 'draft',
  in: 'query' as const,
  required: false,
  description: 'The draft that the report was written in; it is taken away once the case is on disk',
  schema: { type: 'string', format: 'uuid' },
};

const bodyOf = (form: new () => object) => ({
  required: true,
  content: { 'application/json': { schema: { $ref: getSchemaPath(form) } } },
});

function triggerPaths(operation: Operation, events: readonly LifeEvent[]): Paths {
  return Object.fromEntries(
    events.map(({ name, title, trigger }) => {
      const created = operation.responses['201'] ?? { description: '' };
      const one: Operation = {
        ...operation,
        operationId: `StartInstance.${name}`,
        summary: `${title['zh-CN']} / ${title.en}`,
        parameters: [DRAFT, IDEMPOTENCY_KEY, TRACEPARENT],
        requestBody: bodyOf(trigger.form),
        responses: {
          ...operation.responses,
          200: { ...created, description: 'The case that was started by an earlier report' },
          201: { ...created, description: 'A new case' },
        },
      };
      return [TRIGGER.replace('{event}', name), { post: Object.assign(one, { 'x-roles': trigger.by }) }];
    }),
  );
}

function signalPaths(operation: Operation, events: readonly LifeEvent[]): Paths {
  const signals = events.flatMap((event) => Object.entries(event.signals));
  return Object.fromEntries(
    signals.map(([name, { form, by }]) => {
      const parameters = (operation.parameters ?? []).filter((one) => !('name' in one) || one.name !== 'signal');
      const one: Operation = {
        ...operation,
        operationId: `Signals.${name}`,
        parameters: [...parameters, { ...IDEMPOTENCY_KEY, description: 'Makes a repetition recognisable' }],
        requestBody: bodyOf(form),
      };
      return [SIGNAL.replace('{signal}', name), { post: Object.assign(one, { 'x-roles': by }) }];
    }),
  );
}

/** One operation for each signal that can name its case by business key; the general one where there is none. */
function earlySignalPaths(operation: Operation, events: readonly LifeEvent[]): Paths {
  const headed = {
    ...operation,
    parameters: [
      ...(operation.parameters ?? []),
      { ...IDEMPOTENCY_KEY, description: 'Makes a repetition recognisable' },
    ],
  };
  const described = events.flatMap(({ name: event, trigger: { address }, signals }) =>
    address === undefined
      ? []
      : Object.entries(signals).map(([name, { form, by }]) => {
          const naming = { type: 'object', required: ['businessKey'], properties: namingOf(address.form) };
          const schema = { allOf: [{ $ref: getSchemaPath(form) }, naming] };
          const one = {
            ...headed,
            operationId: `EarlySignals.${event}.${name}`,
            parameters: headed.parameters.filter((each) => 'in' in each && each.in === 'header'),
            requestBody: { required: true, content: { 'application/json': { schema } } },
            'x-roles': by,
          };
          return [EARLY_SIGNAL.replace('{event}', event).replace('{signal}', name), { post: one }] as const;
        }),
  );
  return described.length === 0 ? { [EARLY_SIGNAL]: { post: headed } } : Object.fromEntries(described);
}

const namingOf = (form: new () => object) => ({
  businessKey: { $ref: getSchemaPath(form) },
  subject: { type: 'integer', minimum: 1, description: 'Which subject it is about, where there can be several' },
});
