import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TrainingDepartments } from './training-departments';

let asked: { method: string; path: string; body: string }[];
let answer: { status: number; body: string };
let server: Server;
let baseUrl: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      asked.push({ method: request.method ?? '', path: request.url ?? '', body });
      response.writeHead(answer.status).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/library`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => (asked = []));

const training = (address = baseUrl): TrainingDepartments =>
  new TrainingDepartments({
    find: (department) => (department === 'library' ? { baseUrl: address, secret: '' } : undefined),
  });

it('faults are read and set where the department is reached; what is only for tests is not shown', async () => {
  answer = { status: 200, body: '{"failRate":0.5,"only":"issueCard"}' };
  expect(await training().read('library')).toEqual({ failRate: 0.5 });
  expect(await training().set('library', { closed: true })).toBe(true);
  expect(asked).toEqual([
    { method: 'GET', path: '/library/faults', body: '' },
    { method: 'PUT', path: '/library/faults', body: '{"closed":true}' },
  ]);
});

it.each([
  ['is not known', 'zoo', undefined, 200],
  ['does not run', 'library', 'http://127.0.0.1:1/library', 200],
  ['knows of no faults, as a real one', 'library', undefined, 404],
])('a department that %s has no switches', async (_why, department, address, status) => {
  answer = { status, body: '{}' };
  expect(await training(address).read(department)).toBeUndefined();
  expect(await training(address).set(department, {})).toBe(false);
});
