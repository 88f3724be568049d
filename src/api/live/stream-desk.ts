import { Inject, Injectable } from '@nestjs/common';
import { addressOf } from '../access/address-of';
import { isLocal } from '../access/is-local';
import { PARTS, type ApiParts } from '../api-parts';
import type { ApiRequest, ApiResponse } from '../http';
import { Problem } from '../problems/problem';
import { EventStream } from './event-stream';

/** Streams that one address may have open; a large office may stand behind one. This machine itself is not counted. */
const MOST_OF_ADDRESS = 100;
/** Streams that one process serves. */
const MOST = 2_000;
const BEAT_MS = 15_000;

export interface Followed {
  readonly id: string;
  /** What is told of a change, beside its version. */
  readonly tell?: () => Promise<object>;
  /** Asked at every heartbeat: whether whoever follows may still do so. */
  readonly mayGoOn?: () => Promise<boolean>;
}

/** Opens streams on which somebody follows a case. */
@Injectable()
export class StreamDesk {
  private readonly open = new Map<string, number>();
  private all = 0;

  constructor(@Inject(PARTS) private readonly parts: ApiParts) {}

  /** Answers with a stream; throws 429 `too-many-streams` where there are too many open. */
  follow({ id, tell, mayGoOn }: Followed, request: ApiRequest, response: ApiResponse): void {
    const leave = this.enter(request);
    const stream = new EventStream(request, response);
    if (!stream.isOpen) return leave();
    const beats = setInterval(() => void this.beat(stream, mayGoOn), BEAT_MS);
    const unfollow = this.parts.live.follow(id, stream.lastEventId, {
      changed: (version) => void this.tell(stream, version, tell),
      ended: () => stream.end(),
    });
    stream.onClose(() => {
      clearInterval(beats);
      unfollow();
      leave();
    });
  }

  private enter(request: ApiRequest): () => void {
    const address = isLocal(request) ? undefined : addressOf(request);
    const already = address === undefined ? 0 : (this.open.get(address) ?? 0);
    if (this.all >= MOST || already >= MOST_OF_ADDRESS) {
      throw new Problem(429, 'too-many-streams', { headers: { 'Retry-After': '30' } });
    }
    this.all += 1;
    if (address !== undefined) this.open.set(address, already + 1);
    return () => {
      this.all -= 1;
      if (address === undefined) return;
      const left = (this.open.get(address) ?? 1) - 1;
      if (left === 0) this.open.delete(address);
      else this.open.set(address, left);
    };
  }

  /** Where nothing can be read now the stream ends: who follows asks again, and is told what there is then. */
  private async tell(stream: EventStream, version: number, tell?: () => Promise<object>): Promise<void> {
    try {
      stream.send('changed', version, { version, ...(await tell?.()) });
    } catch {
      stream.end();
    }
  }

  private async beat(stream: EventStream, mayGoOn?: () => Promise<boolean>): Promise<void> {
    // Rights that cannot be looked at now are no rights.
    const goesOn = mayGoOn === undefined || (await mayGoOn().catch(() => false));
    if (goesOn) stream.beat();
    else stream.end();
  }
}
