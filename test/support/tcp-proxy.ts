import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export type Direction = 'toServer' | 'toClient';

interface PassiveOptions {
  /** Which bytes are held back; both when left out. */
  readonly direction?: Direction;
  /** Only connections that have once sent what the proxy's `mark` looks for; all, and all new ones, when left out. */
  readonly onlyMarked?: boolean;
  /** Only connections that are up now, for as long as they are: as when a router on the way has forgotten them. */
  readonly onlyPresent?: boolean;
}

interface Cut {
  readonly direction: Direction;
  readonly when: (bytes: Buffer) => boolean;
}

/** Faults at work; a link asks for them with every chunk. */
interface Faults {
  passive?: PassiveOptions;
  delayMs: number;
  cut?: Cut;
}

/**
 * Stands between a client and a server of 127.0.0.1 and behaves like a bad network: silent, slow, or broken at the
 * worst moment. Bytes are never changed, reordered or lost on a connection that stays up.
 */
export class TcpProxy {
  private readonly links = new Set<Link>();
  private readonly faults: Faults = { delayMs: 0 };
  private cutCount = 0;

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
    private readonly mark: RegExp | undefined,
  ) {
    server.on('connection', (client) => this.accept(client));
  }

  /** Stands before the server of an address (postgres://, redis://, http://); `mark` is looked for in what clients send. */
  static async listen(target: string, { mark }: { mark?: RegExp } = {}): Promise<TcpProxy> {
    const server = createServer({ noDelay: true });
    const proxy = new TcpProxy(server, new URL(target), mark);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    return proxy;
  }

  /** The target's address, by way of the proxy. */
  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String((this.server.address() as AddressInfo).port);
    return url.toString();
  }

  /** Connections that are up at the moment. */
  get connections(): number {
    return this.links.size;
  }

  /** Connections that `mark` has marked. */
  get marked(): number {
    return [...this.links].filter(({ isMarked }) => isMarked).length;
  }

  /** How often `cutAfter` has cut: a test that cut nothing has shown nothing. */
  get cuts(): number {
    return this.cutCount;
  }

  /** Passes nothing on while every connection stays up; new ones are taken and stay silent too. */
  passive(options: PassiveOptions = {}): void {
    this.faults.passive = options;
    for (const link of this.links) {
      link.isPresent = options.onlyPresent === true;
      link.goOn();
    }
  }

  /** Breaks every connection that is up, on both sides, in the midst of whatever it does. */
  reset(): void {
    for (const link of this.links) link.reset();
  }

  /** Everything takes so much longer, each way. */
  delay(ms: number): void {
    this.faults.delayMs = ms;
  }

  /**
   * Breaks a connection each time bytes in this direction fit. They reach the server, which works off all it was sent;
   * its answer does not come back: after `commit` this is the commit nobody hears of.
   */
  cutAfter(when: (bytes: Buffer) => boolean, direction: Direction = 'toServer'): void {
    this.faults.cut = { when, direction };
  }

  /** A good network again; what was held back goes on its way. */
  restore(): void {
    delete this.faults.passive;
    delete this.faults.cut;
    this.faults.delayMs = 0;
    for (const link of this.links) link.goOn();
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.reset();
    await closed;
  }

  private accept(client: Socket): void {
    const server = connect({
      host: this.target.hostname.replace(/^\[|\]$/g, ''),
      port: Number(this.target.port),
      noDelay: true,
    });
    const link: Link = new Link(client, server, this.faults, {
      ...(this.mark === undefined ? {} : { mark: this.mark }),
      onCut: () => (this.cutCount += 1),
      onClosed: () => this.links.delete(link),
    });
    this.links.add(link);
  }
}

interface LinkSettings {
  readonly mark?: RegExp;
  readonly onCut: () => void;
  readonly onClosed: () => void;
}

/** A mark may lie across two chunks. */
const MARK_BYTES = 256;

/** Bytes under way in one direction, in order. */
interface Passage {
  readonly waiting: { readonly go: () => void; dueAt: number }[];
  timer?: NodeJS.Timeout;
}

class Link {
  isMarked = false;
  /** It was up when those that are up were silenced. */
  isPresent = false;
  private isCut = false;
  private heard = '';
  private readonly passages: Record<Direction, Passage> = { toServer: { waiting: [] }, toClient: { waiting: [] } };

  constructor(
    private readonly client: Socket,
    private readonly server: Socket,
    private readonly faults: Faults,
    private readonly settings: LinkSettings,
  ) {
    this.carry(client, server, 'toServer');
    this.carry(server, client, 'toClient');
  }

  reset(): void {
    for (const socket of [this.client, this.server]) socket.resetAndDestroy();
  }

  goOn(): void {
    for (const direction of ['toServer', 'toClient'] as const) {
      for (const one of this.passages[direction].waiting) one.dueAt = 0;
      this.drain(direction);
    }
  }

  private carry(from: Socket, to: Socket, direction: Direction): void {
    from.on('data', (bytes) => {
      if (direction === 'toServer') this.listenFor(bytes);
      this.pass(direction, () => this.write(to, bytes, direction));
    });
    from.on('end', () => this.pass(direction, () => to.end()));
    from.on('error', () => undefined);
    from.on('close', () => this.onClosed(from));
  }

  private listenFor(bytes: Buffer): void {
    if (this.settings.mark === undefined || this.isMarked) return;
    const text = this.heard + bytes.toString('latin1');
    this.isMarked = this.settings.mark.test(text);
    this.heard = text.slice(-MARK_BYTES);
  }

  private pass(direction: Direction, go: () => void): void {
    this.passages[direction].waiting.push({ go, dueAt: performance.now() + this.faults.delayMs });
    this.drain(direction);
  }

  /** Passes on what is due; what is held back goes when the network is good again. */
  private drain(direction: Direction): void {
    const passage = this.passages[direction];
    clearTimeout(passage.timer);
    while (!this.isHeld(direction)) {
      const [first] = passage.waiting;
      if (first === undefined) return;
      const early = first.dueAt - performance.now();
      if (early > 0) {
        passage.timer = setTimeout(() => this.drain(direction), early);
        return;
      }
      passage.waiting.shift();
      first.go();
    }
  }

  private isHeld(direction: Direction): boolean {
    const { passive } = this.faults;
    if (passive === undefined || (passive.onlyMarked === true && !this.isMarked)) return false;
    if (passive.onlyPresent === true && !this.isPresent) return false;
    return passive.direction === undefined || passive.direction === direction;
  }

  private write(to: Socket, bytes: Buffer, direction: Direction): void {
    if (this.isCut) return;
    to.write(bytes);
    const { cut } = this.faults;
    if (cut?.direction !== direction || !cut.when(bytes)) return;
    this.isCut = true;
    this.settings.onCut();
    // The server reads all it was sent before it reads the end: a reset could take that from it.
    if (direction === 'toServer') {
      this.server.end();
      this.client.resetAndDestroy();
    } else {
      this.client.end(() => this.reset());
    }
  }

  private onClosed(from: Socket): void {
    for (const { timer } of Object.values(this.passages)) clearTimeout(timer);
    if (from === this.client) {
      // A client that was cut off leaves a server that is still at work with what it was sent.
      if (!this.isCut) this.server.destroy();
    } else {
      this.client.destroy();
      this.settings.onClosed();
    }
  }
}
