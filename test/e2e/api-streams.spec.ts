import { Callers } from '../../src/api/access/callers';
import type { ApiRequest } from '../../src/api/http';
import { until } from '../support/until';
import { createWorld, type World } from './api-world';
import { birth } from './births';

let world: World;
let base: string;
let hospital: string;
const open: Stream[] = [];

beforeAll(async () => {
  world = await createWorld();
  base = `http://127.0.0.1:${(world.app.getHttpServer().address() as { port: number }).port}/api/v1`;
  hospital = await world.key('hospital', { organisation: 'JH0001' });
});
afterEach(() => open.splice(0).forEach((stream) => stream.leave()));
afterAll(() => world.close());

/** What a browser hears on a stream. */
class Stream {
  readonly events: { id: number; version: number; view?: { status: string; steps: unknown[] } }[] = [];
  text = '';
  hasEnded = false;
  private readonly leaving = new AbortController();

  static async of(path: string, headers: Record<string, string> = {}): Promise<Stream> {
    const stream = new Stream();
    const answer = await fetch(`${base}${path}`, { headers, signal: stream.leaving.signal });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
    expect(answer.headers.get('cache-control')).toBe('no-store, no-transform');
    void stream.hear(answer);
    open.push(stream);
    return stream;
  }

  leave(): void {
    this.leaving.abort();
  }

  private async hear({ body }: Response): Promise<void> {
    try {
      const decoder = new TextDecoder();
      for await (const part of body as ReadableStream<Uint8Array>) {
        this.text += decoder.decode(part, { stream: true });
        const heard = this.text.matchAll(/event: changed\nid: (\d+)\ndata: (.*)\n\n/g);
        this.events.splice(
          0,
          Infinity,
          ...[...heard].map(([, id, data]) => ({ id: Number(id), ...JSON.parse(data ?? '') })),
        );
      }
    } catch {
      // Left.
    }
    this.hasEnded = true;
  }
}

const hears = (probe: () => boolean) => until('an event that was expected', () => probe() || undefined);

/** A case that waits for the child's name. */
async function unnamed(n: number): Promise<{ id: string; trackingCode: string }> {
  const report = birth(n);
  delete report.children[0].name;
  const { body } = await world.post('/api/v1/life-events/newborn/instances', report, hospital).expect(201);
  await world.quiet();
  return body;
}

const name = (id: string) => world.post(`/api/v1/instances/${id}/signals/nameChosen`, { name: '示晨' }, hospital);

const bearer = (key: string) => ({ Authorization: `Bearer ${key}` });

it('whoever follows a case hears where it stands, and of a move within a second', async () => {
  const { id } = await unnamed(1);
  const stream = await Stream.of(`/instances/${id}/stream`, bearer(hospital));
  await hears(() => stream.events.length > 0);
  const [first] = stream.events;
  expect(first?.version).toBe(first?.id);
  await name(id).expect(202);
  const moved = performance.now();
  await hears(() => stream.events.length > 1);
  // Half a second between two looks; what is more is the machine's.
  expect(performance.now() - moved).toBeLessThan(2_000);
  await world.quiet();
  const seq = async () =>
    (await world.pool.query<{ seq: number }>('select seq from instance where id = $1', [id])).rows[0]?.seq;
  const last = await seq();
  await hears(() => stream.events.at(-1)?.version === last);
});

it('whoever comes back hears what is new, and nothing when there is nothing', async () => {
  const { id } = await unnamed(2);
  const { rows } = await world.pool.query<{ seq: number }>('select seq from instance where id = $1', [id]);
  const known = String(rows[0]?.seq);
  const back = await Stream.of(`/instances/${id}/stream`, { ...bearer(hospital), 'Last-Event-ID': known });
  const behind = await Stream.of(`/instances/${id}/stream`, { ...bearer(hospital), 'Last-Event-ID': '1' });
  await hears(() => behind.events.length > 0);
  expect(back.events).toEqual([]);
  await name(id).expect(202);
  await hears(() => back.events.length > 0);
});

it('with the tracking code alone the view comes along, which names nobody', async () => {
  const { id, trackingCode } = await unnamed(3);
  const stream = await Stream.of(`/track/${trackingCode}/stream`, { 'Accept-Language': 'en' });
  await hears(() => stream.events.length > 0);
  const { body } = await world.get(`/api/v1/track/${trackingCode}`).set('Accept-Language', 'en');
  expect(stream.events[0]?.view).toEqual(body);
  await name(id).expect(202);
  await hears(() => stream.events.at(-1)?.view?.status !== undefined && stream.events.length > 1);
  expect(stream.text).not.toMatch(new RegExp(`示晨|${birth(3).mother.name}|${birth(3).mother.idNumber}`));
});

it('a case that one may not read is not followed, and looks as if it were not there', async () => {
  const { id } = await unnamed(4);
  const other = await world.key('hospital', { organisation: 'JH0002' });
  const catalogue = await world.key('catalogueAdmin');
  const answers = [
    await world.get(`/api/v1/instances/${id}/stream`),
    await world.get(`/api/v1/instances/${id}/stream`, other),
    await world.get(`/api/v1/instances/${id}/stream`, catalogue),
    await world.get('/api/v1/instances/no-case/stream', hospital),
    await world.get('/api/v1/track/NOSUCHCODE000000/stream'),
  ];
  expect(answers.map(({ status }) => status)).toEqual([401, 404, 403, 404, 404]);
});

it('a session follows like a key, until it ends, its rights change or the account is disabled', async () => {
  const account = { login: 'ward', password: 'drawn', passwordIsRandom: true, role: 'hospital', name: 'x' } as const;
  await world.accounts.add({ ...account, organisation: 'JH0001' });
  const { id } = await unnamed(5);
  const signed = await world.post('/api/v1/session', { login: 'ward', password: 'drawn' }).expect(201);
  const [cookie = ''] = (signed.headers['set-cookie'] as unknown as string[]).map((one) => one.split(';')[0] ?? '');
  const stream = await Stream.of(`/instances/${id}/stream`, { Cookie: cookie });
  await hears(() => stream.events.length > 0);

  const callers = world.app.get(Callers);
  const request = { method: 'GET', headers: { cookie } } as unknown as ApiRequest;
  await callers.identify(request);
  expect(await callers.isStill(request)).toBe(true);
  await world.pool.query("update account set organisation = 'JH0002'");
  expect(await callers.isStill(request)).toBe(false);
  await world.pool.query("update account set organisation = 'JH0001'");
  // Following is no sign of life.
  await world.pool.query("update session set seen_at = now() - interval '14 minutes'");
  expect(await callers.isStill(request)).toBe(true);
  const { rows } = await world.pool.query("select seen_at < now() - interval '13 minutes' as idle from session");
  expect(rows).toEqual([{ idle: true }]);
  await world.accounts.disable('ward');
  expect(await callers.isStill(request)).toBe(false);
});

// The last: nobody follows anything in this world afterwards.
it('every stream ends at once when the product stops', async () => {
  const { id, trackingCode } = await unnamed(6);
  const streams = [
    await Stream.of(`/instances/${id}/stream`, bearer(hospital)),
    await Stream.of(`/track/${trackingCode}/stream`),
  ];
  await hears(() => streams.every(({ events }) => events.length > 0));
  world.live.stop();
  await hears(() => streams.every(({ hasEnded }) => hasEnded));
});
