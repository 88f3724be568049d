import type { World } from './api-world';
import { createWorld } from './api-world';
import { birth } from './births';

let world: World;
let hospital: string;

beforeAll(async () => {
  world = await createWorld();
  hospital = await world.key('hospital', { organisation: 'JH0001' });
});
afterAll(() => world.close());

const path = '/api/v1/life-events/newborn/instances';

it('starts one case with all eight matters and shows it to the hospital that sent it', async () => {
  const answer = await world.post(path, birth(1), hospital);
  expect(answer.status).toBe(201);
  expect(answer.body).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    caseNumber: expect.stringMatching(/^NB-\d{8}-\d{7}$/),
    event: 'newborn',
    definitionVersion: 1,
    status: 'running',
    trackingCode: expect.any(String),
    links: {
      self: `/api/v1/instances/${answer.body.id}`,
      history: `/api/v1/instances/${answer.body.id}/history`,
      track: `/api/v1/track/${answer.body.trackingCode}`,
    },
  });
  await world.quiet();
  const shown = await world.get(answer.body.links.self, hospital);
  expect(shown.status).toBe(200);
  expect(shown.body).toMatchObject({ status: 'completed', outcome: 'completed', progress: { done: 8, total: 8 } });
});
