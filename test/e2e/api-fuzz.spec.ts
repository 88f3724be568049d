import fc from 'fast-check';
import { createWorld, type World } from './api-world';
import { birth } from './births';

let world: World;
let hospital: string;

beforeAll(async () => {
  world = await createWorld();
  hospital = await world.key('hospital', { organisation: 'JH0001' });
});
afterAll(() => world.close());

const path = '/api/v1/life-events/newborn/instances';

interface Answer {
  status: number;
  text: string;
}

/** Whatever comes in, what goes out is a 2xx or a problem of the sender's, without a word of the inside. */
function expectSane({ status, text }: Answer): void {
  expect(status).toBeLessThan(500);
  expect(text).not.toMatch(/node_modules|\.ts:|\.js:|violates|syntax error|stack/i);
}

/** Every place of a valid report, from the whole down to single values. */
function placesOf(value: unknown, at: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([name, member]) => placesOf(member, [...at, name]))];
}

function putAt(value: unknown, [head, ...rest]: string[], put: unknown): unknown {
  if (head === undefined) return put;
  const copy = Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) };
  Object.assign(copy, { [head]: putAt((value as Record<string, unknown>)[head], rest, put) });
  return copy;
}

const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('__proto__', '\0', '\ud800', '𠮷㛃', '\u202e', '0'.repeat(5_000), -0, 1e308, 9007199254740993, []),
);

it('any value in any place of a report is taken or refused, never broken by', async () => {
  const report = birth(1);
  const places = placesOf(report);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...places), anything, async (place, value) => {
      const sent = world.post(path, undefined, hospital).set('Content-Type', 'application/json');
      expectSane(await sent.send(JSON.stringify(putAt(report, place, value))));
    }),
    { numRuns: 300 },
  );
});

it('any text as a body, a query, a path or a header is answered', async () => {
  const text = fc.string({ unit: 'binary', maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(text, text, async (one, other) => {
      const body = world.post(path, undefined, hospital).set('Content-Type', 'application/json');
      expectSane(await body.send(one));
      expectSane(await world.get(`/api/v1/instances?q=${encodeSafely(one)}&cursor=${encodeSafely(other)}`, hospital));
      expectSane(await world.get(`/api/v1/instances/${encodeSafely(one)}/history`, hospital));
      expectSane(await world.get(`/api/v1/tasks?department=${encodeSafely(one)}`, hospital));
      expectSane(await world.get(`/api/v1/track/${encodeSafely(other)}`));
      expectSane(await world.get('/api/v1/definitions').set('Authorization', `Bearer ${encodeSafely(one)}`));
      expectSane(await world.get('/api/v1/definitions', hospital).set('Accept-Language', encodeSafely(other)));
    }),
    { numRuns: 60 },
  );
});

/** Lone surrogates cannot be said in an address; they travel as the replacement character. */
const encodeSafely = (text: string): string => encodeURIComponent(Buffer.from(text).toString());
