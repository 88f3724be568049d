import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import type { DepartmentCall } from '../engine/department-gateway';
import { HttpDepartmentGateway } from './http-department-gateway';

interface Heard {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: Record<string, string>;
  readonly body: string;
}

type Behaviour = (request: IncomingMessage, response: ServerResponse) => void;

const secret = randomBytes(24).toString('base64');
const key = '0195b4a0-0000-7000-8000-000000000001-3-1';
const call: DepartmentCall = {
  department: 'police',
  matter: 'registerHousehold',
  idempotencyKey: key,
  caseId: '0195b4a0-0000-7000-8000-000000000001',
  caseNumber: 'NB-20260213-0000001',
  step: 'householdRegistration',
  subject: 2,
  fields: { 'child.name': '王小明', 'birth.weight': 3_100 },
};
const TIMEOUT_MS = 400;

let server: Server;
let baseUrl: string;
let gateway: HttpDepartmentGateway;
let heard: Heard[];
let behave: Behaviour;

beforeEach(async () => {
  heard = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url, headers } = request;
      const body = Buffer.concat(chunks).toString();
      heard.push({ method, url, headers: headers as Record<string, string>, body });
      behave(request, response);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/police`;
  gateway = reach(baseUrl);
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await gateway.close();
});

describe('asking a register', () => {
  const question = {
    ...{ id: '0f0e0d0c-0000-4000-8000-000000000001', department: 'police', query: 'motherRecord', event: 'newborn' },
    ...{ legalBasis: 'a law', fields: { 'mother.idNumber': '1', 'mother.name': '王' }, brings: ['household.number'] },
  };

  it('is signed, and tells no more than what the question holds', async () => {
    behave = says(200, { outcome: 'not-found' });
    expect(await gateway.query(question)).toEqual({ kind: 'notFound' });
    const [{ method, url, headers, body } = heard[0] as Heard] = heard;
    expect([method, url, headers['idempotency-key']]).toEqual(['POST', '/police/queries/motherRecord', question.id]);
    expect(() => new Webhook(secret).verify(body, headers)).not.toThrow();
    const { event, legalBasis, fields, brings } = question;
    expect(JSON.parse(body)).toEqual({ event, legalBasis, fields, brings });
  });

  it('takes of the answer only plain values of what was asked for', async () => {
    const fields = { 'household.number': 'H1', 'mother.income': 1, 'household.follow': ['mother'] };
    behave = says(200, { outcome: 'found', fields });
    const brings = ['household.number', 'household.follow'];
    expect(await gateway.query({ ...question, brings })).toEqual({
      kind: 'found',
      fields: { 'household.number': 'H1' },
    });
  });

  it.each([
    [200, '<h1>Hello</h1>'],
    [200, 'null'],
    [200, { outcome: 'found' }],
    [202, { outcome: 'found', fields: {} }],
    [302, { outcome: 'not-found' }],
    [404, { code: 'query-unknown' }],
    [503, { code: 'closed' }],
  ])('is unavailable after %d %j', async (status, body) => {
    behave = says(status, body, status === 302 ? { location: '/elsewhere' } : {});
    expect(await gateway.query(question)).toEqual({ kind: 'unavailable' });
  });

  it('is unavailable when the department is slow, or nowhere', async () => {
    behave = () => undefined;
    expect(await impatiently((impatient) => impatient.query(question))).toEqual({ kind: 'unavailable' });
    expect(await gateway.query({ ...question, department: 'nobody' })).toEqual({ kind: 'unavailable' });
  });
});

const reach = (url: string, timeoutMs = 5_000): HttpDepartmentGateway =>
  new HttpDepartmentGateway({
    addressOf: (department) => (department === 'police' ? { baseUrl: url, secret } : undefined),
    callbackBase: 'http://127.0.0.1:3000',
    timeoutMs,
  });

/** The same server behind another gateway, which gives up soon. */
async function impatiently<T>(use: (gateway: HttpDepartmentGateway) => Promise<T>): Promise<T> {
  const impatient = reach(baseUrl, TIMEOUT_MS);
  try {
    return await use(impatient);
  } finally {
    server.closeAllConnections();
    await impatient.close();
  }
}

const says =
  (status: number, body: unknown, headers: Record<string, string> = {}): Behaviour =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

const unknown = (code: string) => ({ kind: 'unknown', reason: { code } });
const unavailable = (code: string, retryAfterMs?: number) => ({
  ...{ kind: 'unavailable', reason: { code } },
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});

describe('what a department is sent', () => {
  it('is exactly what the contract says', async () => {
    behave = says(200, { outcome: 'completed', output: {} });
    await gateway.call(call);
    const [request] = heard as [Heard];
    expect([request.method, request.url]).toEqual(['POST', '/police/matters/registerHousehold']);
    expect(request.headers).toMatchObject({
      'idempotency-key': key,
      'content-type': 'application/json; charset=utf-8',
    });
    expect(JSON.parse(request.body)).toEqual({
      caseId: call.caseId,
      caseNumber: call.caseNumber,
      step: 'householdRegistration',
      subject: 2,
      fields: { 'child.name': '王小明', 'birth.weight': 3_100 },
      callbackUrl: `http://127.0.0.1:3000/api/v1/step-executions/${key}/answer`,
    });
  });

  it('is signed with its secret, a question as well as a call', async () => {
    behave = says(200, { outcome: 'completed', output: {} });
    await gateway.call(call);
    await gateway.ask('police', key);
    expect(heard.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /police/matters/registerHousehold',
      `GET /police/answers/${key}`,
    ]);
    for (const { headers, body } of heard) {
      expect(headers['webhook-id']).toBe(key);
      expect(() => new Webhook(secret).verify(body, headers)).not.toThrow();
      expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow('signature');
      const other = new Webhook(randomBytes(24).toString('base64'));
      expect(() => other.verify(body, headers)).toThrow('signature');
    }
  });

  it('goes nowhere when nobody knows where the department is', async () => {
    const elsewhere = { ...call, department: 'tax' };
    expect(await gateway.call(elsewhere)).toEqual(unavailable('department-unreachable'));
    expect(await gateway.ask('tax', key)).toEqual(unavailable('department-unreachable'));
    expect(heard).toEqual([]);
  });
});

describe('an answer that was given', () => {
  it('is completed', async () => {
    behave = says(200, { outcome: 'completed', output: { 'child.idNumber': '330702202602130011' } });
    expect(await gateway.call(call)).toEqual({
      kind: 'completed',
      output: { 'child.idNumber': '330702202602130011' },
    });
  });

  it('is refused', async () => {
    const reason = { code: 'name-not-allowed', message: { 'zh-CN': '姓名不合规', en: 'The name is not allowed' } };
    behave = says(200, { outcome: 'refused', reason });
    expect(await gateway.call(call)).toEqual({ kind: 'refused', reason });
  });

  it.each([200, 202])('comes later (%d)', async (status) => {
    behave = says(status, { outcome: 'accepted' });
    expect(await gateway.call(call)).toEqual({ kind: 'accepted' });
  });

  it('is read by what it says, not by its content type', async () => {
    behave = says(200, { outcome: 'completed', output: {} }, { 'content-type': 'text/plain' });
    expect(await gateway.call(call)).toEqual({ kind: 'completed', output: {} });
  });

  it.each([
    [400, { code: 'fields-invalid' }, 'fields-invalid'],
    [401, { code: 'signature-invalid' }, 'signature-invalid'],
    [404, { code: 'matter-unknown' }, 'matter-unknown'],
    [409, { code: 'key-reused' }, 'key-reused'],
    [422, {}, 'department-error'],
    [403, '<h1>Forbidden</h1>', 'department-error'],
  ])('is final with %d %j: this call can never succeed', async (status, body, code) => {
    behave = says(status, body);
    expect(await gateway.call(call)).toEqual({ kind: 'impossible', reason: { code } });
  });

  it.each([408, 429, 500, 502, 503, 504])('is not done with %d, and tried again', async (status) => {
    behave = says(status, { code: 'busy' });
    expect(await gateway.call(call)).toEqual(unavailable('busy'));
  });
});

describe('how long a department asks to be left in peace', () => {
  it.each([
    ['0', 0],
    ['7', 7_000],
    ['3600', 3_600_000],
    ['3601', 3_600_000],
    ['99999999999999999999999', 3_600_000],
    ['Wed, 21 Oct 2015 07:28:00 GMT', 0],
    ['Fri, 31 Dec 9999 23:59:59 GMT', 3_600_000],
    ['soon', undefined],
    ['', undefined],
    ['1e999', undefined],
  ])('"%s" is %s ms', async (header, ms) => {
    behave = says(503, { code: 'closed' }, { 'retry-after': header });
    expect(await gateway.call(call)).toEqual(unavailable('closed', ms));
  });

  it('may be a date', async () => {
    behave = says(429, { code: 'busy' }, { 'retry-after': new Date(Date.now() + 60_000).toUTCString() });
    const { retryAfterMs } = (await gateway.call(call)) as { retryAfterMs: number };
    expect(retryAfterMs).toBeGreaterThan(50_000);
    expect(retryAfterMs).toBeLessThanOrEqual(60_000);
  });
});

/** It may be done: the department must be asked by the same key before anything else happens. */
describe('the outcome is unknown, not failed,', () => {
  const cutAfter =
    (what: string): Behaviour =>
    (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write(what, () => response.destroy());
    };

  it.each<[string, Behaviour, string]>([
    ['a page of a proxy', says(200, '<html>Welcome</html>', { 'content-type': 'text/html' }), 'answer-malformed'],
    ['half of an answer', says(200, '{"outcome":"comple'), 'answer-malformed'],
    ['a list', says(200, [{ outcome: 'completed' }]), 'answer-malformed'],
    ['no body', says(200, ''), 'answer-malformed'],
    ['a status that the contract does not know', says(201, { outcome: 'completed', output: {} }), 'answer-malformed'],
    ['a connection cut before the answer', (_, response) => void response.destroy(), 'no-answer'],
    ['a connection cut in the middle of it', cutAfter('{"outcome":"completed"'), 'no-answer'],
    ['a connection cut after what looks like all of it', cutAfter('{"outcome":"completed"}'), 'no-answer'],
  ])('after %s', async (_, behaviour, code) => {
    behave = behaviour;
    expect(await gateway.call(call)).toEqual(unknown(code));
    expect(await gateway.ask('police', key)).toEqual(unknown(code));
  });

  it('after a body that does not end, of which no more than a megabyte or so is read', async () => {
    const block = Buffer.alloc(64 * 1_024, ' ');
    let sent = 0;
    behave = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const pour = (): void => {
        while (!response.destroyed && response.write(block)) sent += block.length;
        sent += block.length;
      };
      response.on('drain', pour);
      pour();
    };
    expect(await gateway.call(call)).toEqual(unknown('no-answer'));
    // What the sockets of both sides hold comes on top.
    expect(sent).toBeLessThan(20_000_000);
  });

  it('after a redirect, which is not followed', async () => {
    behave = (_, response) => {
      response.writeHead(heard.length === 1 ? 307 : 200, { location: `${baseUrl}/elsewhere` });
      response.end(JSON.stringify({ outcome: 'completed', output: {} }));
    };
    expect(await gateway.call(call)).toEqual(unknown('answer-malformed'));
    expect(heard).toHaveLength(1);
  });

  it.each<[string, Behaviour]>([
    ['does not answer', () => undefined],
    [
      'answers and does not end',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{"outcome":');
      },
    ],
    [
      'answers a byte at a time',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const drip = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(drip));
      },
    ],
  ])('within the deadline when a department %s', async (_, behaviour) => {
    behave = behaviour;
    const from = performance.now();
    expect(await impatiently((impatient) => impatient.call(call))).toEqual(unknown('no-answer'));
    const took = performance.now() - from;
    expect(took).toBeGreaterThanOrEqual(TIMEOUT_MS - 5);
    expect(took).toBeLessThan(TIMEOUT_MS + 2_000);
  });

  it('at once when the process leaves', async () => {
    const asked = new Promise<void>((resolve) => (behave = () => resolve()));
    const answer = gateway.call(call);
    await asked;
    gateway.leave();
    expect(await answer).toEqual(unknown('no-answer'));
  });
});

describe('a call that cannot have arrived is not in doubt', () => {
  it.each(['127.0.0.1', 'localhost'])('when nobody listens on %s', async (host) => {
    const gone = createServer().listen(0, '127.0.0.1');
    await once(gone, 'listening');
    const { port } = gone.address() as AddressInfo;
    gone.close();
    await once(gone, 'close');
    const nowhere = reach(`http://${host}:${port}`);
    expect(await nowhere.call(call)).toEqual(unavailable('department-unreachable'));
    expect(await nowhere.ask('police', key)).toEqual(unavailable('department-unreachable'));
    await nowhere.close();
  });

  it.each(['nonsense', 'ftp://127.0.0.1', ''])('when the address is none: "%s"', async (address) => {
    const nowhere = reach(address);
    expect(await nowhere.call(call)).toEqual(unavailable('department-unreachable'));
    await nowhere.close();
  });
});

describe('one department beside another', () => {
  it('has connections of its own: calls that hang at one keep nobody waiting at the other', async () => {
    behave = (request, response) => {
      if (request.url?.startsWith('/police') !== true) response.end('{"outcome":"accepted"}');
    };
    const origin = new URL(baseUrl).origin;
    const both = new HttpDepartmentGateway({
      addressOf: (department) => ({ baseUrl: `${origin}/${department}`, secret }),
      callbackBase: 'http://127.0.0.1:3000',
      timeoutMs: 5_000,
      concurrencyOf: () => 2,
    });
    const hanging = Array.from({ length: 3 }, () => both.call(call));
    expect(await both.call({ ...call, department: 'health' })).toEqual({ kind: 'accepted' });
    both.leave();
    await Promise.all(hanging);
    await both.close();
  });
});

describe('asking what became of a key', () => {
  it('gives the answer that the call had', async () => {
    behave = says(200, { outcome: 'completed', output: { 'child.idNumber': '1' } });
    expect(await gateway.ask('police', key)).toEqual({ kind: 'completed', output: { 'child.idNumber': '1' } });
  });

  it('gives "accepted" while it is being worked on', async () => {
    behave = says(200, { outcome: 'accepted' });
    expect(await gateway.ask('police', key)).toEqual({ kind: 'accepted' });
  });

  it('gives nothing when the department has never received the key', async () => {
    behave = says(404, { code: 'unknown-key' });
    expect(await gateway.ask('police', key)).toBeUndefined();
  });

  it.each([
    [404, { code: 'not-found' }, 'not-found'],
    [404, '<h1>Not found</h1>', 'department-error'],
    [400, { code: 'unknown-key' }, 'unknown-key'],
    [401, { code: 'signature-invalid' }, 'signature-invalid'],
    [503, { code: 'closed' }, 'closed'],
  ])('says nothing about the matter with %d %j, and is tried again', async (status, body, code) => {
    behave = says(status, body);
    expect(await gateway.ask('police', key)).toEqual(unavailable(code));
  });
});
