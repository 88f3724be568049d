import { Agent, createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { closeEdge } from './close-edge';

describe('an edge that closes', () => {
  let server: Server;
  let agent: Agent;
  let port: number;
  let hold: (() => void)[] = [];
  const app = { getHttpServer: () => server, close: () => Promise.resolve(void server.closeAllConnections()) };

  beforeEach(async () => {
    hold = [];
    agent = new Agent({ keepAlive: true, maxSockets: 1 });
    server = createServer((request, response) => {
      if (request.url === '/slow') hold.push(() => response.end('late'));
      else response.end('here');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
  });
  afterEach(() => agent.destroy());

  function ask(path: string, by: Agent | false = agent): Promise<{ answer: IncomingMessage; text: string }> {
    return new Promise((resolve, reject) => {
      get({ host: '127.0.0.1', port, path, agent: by }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => (text += part));
        answer.on('end', () => resolve({ answer, text }));
        answer.on('error', reject);
      }).on('error', reject);
    });
  }

  it('answers once more on a connection that was kept open, and says that it closes', async () => {
    await ask('/');
    const closing = closeEdge(app);
    const { answer, text } = await ask('/');
    expect([text, answer.headers.connection]).toEqual(['here', 'close']);
    await closing;
  });

  it('answers what was asked before, and takes nobody new', async () => {
    const slow = ask('/slow');
    await new Promise<void>((resolve) => server.once('request', () => resolve()));
    const closing = closeEdge(app);
    await new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));
    await expect(ask('/', false)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    for (const end of hold) end();
    expect((await slow).text).toBe('late');
    await closing;
  });

  it('waits for nobody who keeps a connection and asks nothing', async () => {
    await ask('/');
    const closedBy = new Promise<void>((resolve) => server.once('close', () => resolve()));
    await closeEdge(app);
    await closedBy;
  });
});
