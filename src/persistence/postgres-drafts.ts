import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Pool } from 'pg';
import type {
  DraftContent,
  DraftOwner,
  DraftStore,
  DraftWords,
  ListedDraft,
  ReadDraft,
  SavedDraft,
} from '../engine/drafts';
import type { CaseCipher } from './case-cipher';
import { createDraft, findDraft, listDrafts, removeDraft, removeOldDrafts, saveDraft } from './sql/drafts';

interface DraftRow {
  readonly id: string;
  readonly event: string;
  readonly data_key: Buffer;
  readonly sealed_name: Buffer;
  readonly version: number;
  readonly saved_by: string;
  readonly saved_at: Date;
}

interface WholeRow extends DraftRow {
  readonly sealed: Buffer;
}

const DAYS = 30;
const DAY_MS = 86_400_000;

/** Bound to the version too: an earlier one that is put back does not open. */
const placeOf = (part: 'content' | 'name', version: number): string => `draft ${part} ${version}`;

/** Drafts in the table `draft`. */
export class PostgresDrafts implements DraftStore {
  constructor(
    private readonly pool: Pool,
    private readonly cipher: CaseCipher,
    private readonly days = DAYS,
  ) {}

  async create(owner: DraftOwner, event: string, words: DraftWords): Promise<ListedDraft | undefined> {
    const id = randomUUID();
    const key = this.cipher.newDataKey(id);
    const { rows } = await this.pool.query<DraftRow>(createDraft, [
      ...[...valuesOf(owner), id, event, key],
      ...[...this.seal(id, key, 1, words), words.savedBy],
    ]);
    return rows.map((row) => this.listed(row))[0];
  }

  async list(owner: DraftOwner): Promise<readonly ListedDraft[]> {
    const { rows } = await this.pool.query<DraftRow>(listDrafts, valuesOf(owner));
    return rows.map((row) => this.listed(row));
  }

  async find(owner: DraftOwner, id: string): Promise<ReadDraft | undefined> {
    const row = await this.read(owner, id);
    return row && { ...this.listed(row), content: this.contentOf(row) };
  }

  async save(owner: DraftOwner, id: string, version: number, words: DraftWords): Promise<SavedDraft> {
    const held = await this.read(owner, id);
    if (held === undefined) return { kind: 'gone' };
    const { rows } = await this.pool.query<DraftRow>(saveDraft, [
      ...[...valuesOf(owner), id, version],
      ...[...this.seal(id, held.data_key, version + 1, words), words.savedBy],
    ]);
    const [saved] = rows;
    if (saved !== undefined) return { kind: 'saved', draft: this.listed(saved) };
    const now = await this.read(owner, id);
    if (now === undefined) return { kind: 'gone' };
    const isSame = now.version === version + 1 && isDeepStrictEqual(this.contentOf(now), words.content);
    return { kind: isSame ? 'saved' : 'changed', draft: this.listed(now) };
  }

  async remove(owner: DraftOwner, id: string, version?: number): Promise<'removed' | 'changed' | 'gone'> {
    const { rowCount } = await this.pool.query(removeDraft, [...valuesOf(owner), id, version ?? null]);
    if ((rowCount ?? 0) > 0) return 'removed';
    return (await this.read(owner, id)) === undefined ? 'gone' : 'changed';
  }

  async removeOld(): Promise<number> {
    return (await this.pool.query(removeOldDrafts, [this.days])).rowCount ?? 0;
  }

  private async read(owner: DraftOwner, id: string): Promise<WholeRow | undefined> {
    return (await this.pool.query<WholeRow>(findDraft, [...valuesOf(owner), id])).rows[0];
  }

  private seal(id: string, key: Buffer, version: number, { content, name }: DraftWords): [Buffer, Buffer] {
    return [
      this.cipher.seal(id, key, placeOf('content', version), content),
      this.cipher.seal(id, key, placeOf('name', version), name ?? null),
    ];
  }

  private contentOf({ id, data_key: key, version, sealed }: WholeRow): DraftContent {
    return this.cipher.open(id, key, placeOf('content', version), sealed) as DraftContent;
  }

  private listed({ id, event, data_key: key, sealed_name, version, saved_by, saved_at }: DraftRow): ListedDraft {
    const name = this.cipher.open(id, key, placeOf('name', version), sealed_name) as string | null;
    return {
      ...{ id, event, version, savedBy: saved_by, savedAt: saved_at },
      ...(name === null ? {} : { name }),
      keptUntil: new Date(saved_at.getTime() + this.days * DAY_MS),
    };
  }
}

const valuesOf = ({ role, organisation, person }: DraftOwner): (string | null)[] => [
  ...[role, organisation, person ?? null],
];
