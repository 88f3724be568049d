import type { ApiRequest, ApiResponse } from '../http';

/** How long a browser waits before it asks again for a stream that has ended. */
const RETRY_MS = 3_000;
/** A reader that leaves so much unread is gone or too slow: it is cut, and catches up when it comes again. */
const MOST_UNREAD_BYTES = 256 * 1024;

/** An answer that goes on: server-sent events. */
export class EventStream {
  constructor(
    private readonly request: ApiRequest,
    private readonly response: ApiResponse,
  ) {
    response.statusCode = 200;
    response.setHeader('Content-Type', 'text/event-stream; charset=utf-8');
    response.setHeader('Cache-Control', 'no-store, no-transform');
    // nginx would otherwise keep back what is told until there is enough of it.
    response.setHeader('X-Accel-Buffering', 'no');
    if (request.method === 'HEAD') response.end();
    else this.write(`retry: ${RETRY_MS}\n\n`);
  }

  /** The id of the last event that the reader has seen; undefined when it has seen none. */
  get lastEventId(): number | undefined {
    const said = this.request.headers['last-event-id'];
    return typeof said === 'string' && /^\d{1,15}$/.test(said) ? Number(said) : undefined;
  }

  get isOpen(): boolean {
    return !this.response.writableEnded && !this.response.destroyed;
  }

  send(event: string, id: number, data: object): void {
    this.write(`event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /** Shows every proxy on the way, and the reader, that the stream lives. */
  beat(): void {
    this.write(': still here\n\n');
  }

  end(): void {
    if (this.isOpen) this.response.end();
  }

  onClose(closed: () => void): void {
    this.response.once('close', closed);
  }

  private write(text: string): void {
    if (!this.isOpen) return;
    if (this.response.writableLength > MOST_UNREAD_BYTES) this.response.destroy();
    else this.response.write(text);
  }
}
