import { api, bodyOf, type Schema } from '../../api/client';
import { ProblemError } from '../../api/problem';

export type Content = Readonly<Record<string, unknown>>;
type Draft = Schema<'DraftResponse'>;

/** How far what stands in the form is on the server. */
export type Keeping =
  /** Nothing has been typed yet. */
  | { readonly kind: 'untouched' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'saved'; readonly at: string }
  /** It did not come through, and is tried again. */
  | { readonly kind: 'failed'; readonly error: unknown }
  /** Somebody else has saved the draft since: the person at the form decides which of the two stays. */
  | { readonly kind: 'changed' }
  /** It was sent or thrown away elsewhere. */
  | { readonly kind: 'gone' };

/** How it stands when a form is opened. */
export const keepingOf = (draft: Pick<Draft, 'savedAt'> | undefined): Keeping =>
  draft === undefined ? { kind: 'untouched' } : { kind: 'saved', at: draft.savedAt };

const PAUSE_MS = 1_000;
const AGAIN_MS = 10_000;

/**
 * Keeps a form on the server while it is filled in: a second after the last change, one save at a time, always the newest
 * content over the version that was saved last. What somebody else has saved is never written over unasked.
 */
export class DraftKeeper {
  private keeping: Keeping;
  private wanted: Content | undefined;
  private latest: Content = {};
  private timer: number | undefined;
  private underway: Promise<void> = Promise.resolve();
  private over = false;

  constructor(
    private draft: Pick<Draft, 'id' | 'version' | 'savedAt'> | undefined,
    private readonly event: string,
    private readonly tell: (keeping: Keeping) => void,
    /** Told once, when the draft has come to be. */
    private readonly begun: (id: string) => void,
  ) {
    this.keeping = keepingOf(draft);
  }

  get id(): string | undefined {
    return this.draft?.id;
  }

  /** True while something stands in the form that the server has not taken, and will not without a person. */
  get isStuck(): boolean {
    return this.wanted !== undefined && ['failed', 'changed', 'gone'].includes(this.keeping.kind);
  }

  change(content: Content): void {
    this.wanted = content;
    this.latest = content;
    if (this.keeping.kind !== 'changed' && this.keeping.kind !== 'gone') this.saveIn(PAUSE_MS);
  }

  /** Saves what is not saved yet, and settles when nothing is under way any more. `leaving`: the page may go meanwhile. */
  async flush(leaving = false): Promise<void> {
    clearTimeout(this.timer);
    this.underway = this.underway.then(() => this.save(leaving));
    await this.underway;
  }

  /** What stands in the form here goes over what somebody else has saved, or into a draft of its own if there is none. */
  async insist(): Promise<void> {
    const id = this.draft?.id;
    if (this.keeping.kind === 'gone') this.draft = undefined;
    else if (id !== undefined) {
      try {
        this.draft = await bodyOf(api.GET('/api/v1/drafts/{id}', { params: { path: { id } } }));
      } catch (error) {
        this.say(stateAfter(error));
        return;
      }
    }
    this.say({ kind: 'saving' });
    this.wanted = this.latest;
    await this.flush();
  }

  /** Throws the draft away. What was typed is not saved any more. */
  async remove(): Promise<void> {
    await this.stop();
    if (this.draft === undefined) return;
    const { id, version } = this.draft;
    try {
      await api.DELETE('/api/v1/drafts/{id}', { params: { path: { id }, query: { version } } });
    } catch (error) {
      const state = stateAfter(error);
      if (state.kind === 'gone') return;
      this.over = false;
      this.say(state);
      throw error;
    }
  }

  /** Saves nothing any more; settles when nothing is under way. */
  async stop(): Promise<void> {
    clearTimeout(this.timer);
    this.over = true;
    this.wanted = undefined;
    await this.underway;
  }

  private saveIn(ms: number): void {
    clearTimeout(this.timer);
    if (!this.over) this.timer = window.setTimeout(() => void this.flush(), ms);
  }

  private async save(leaving: boolean): Promise<void> {
    const content = this.wanted;
    if (content === undefined || this.over || this.keeping.kind === 'changed' || this.keeping.kind === 'gone') return;
    this.wanted = undefined;
    this.say({ kind: 'saving' });
    try {
      const isNew = this.draft === undefined;
      this.draft = await this.send(content, leaving);
      this.say({ kind: 'saved', at: this.draft.savedAt });
      if (isNew) this.begun(this.draft.id);
    } catch (error) {
      this.wanted ??= content;
      this.say(stateAfter(error));
      if (this.keeping.kind === 'failed') this.saveIn(AGAIN_MS);
    }
  }

  private send(content: Content, keepalive: boolean): Promise<Draft> {
    if (this.draft === undefined) {
      return bodyOf(api.POST('/api/v1/drafts', { body: { event: this.event, content }, keepalive }));
    }
    const { id, version } = this.draft;
    return bodyOf(api.PUT('/api/v1/drafts/{id}', { params: { path: { id } }, body: { version, content }, keepalive }));
  }

  private say(keeping: Keeping): void {
    this.keeping = keeping;
    this.tell(keeping);
  }
}

function stateAfter(error: unknown): Exclude<Keeping, { kind: 'untouched' | 'saving' | 'saved' }> {
  const { code, status } = error instanceof ProblemError ? error.problem : { code: '', status: 0 };
  if (code === 'draft-changed') return { kind: 'changed' };
  return status === 404 ? { kind: 'gone' } : { kind: 'failed', error };
}
