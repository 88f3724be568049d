import { Inject, Injectable } from '@nestjs/common';
import { valueAt } from '../../core';
import type { ReadCase } from '../../engine/case-reader';
import { PARTS, type ApiParts } from '../../api/api-parts';
import { maskedName } from '../../api/track/masked-name';

/** Nobody's key: whoever shows a tracking code has none. */
const NO_KEY = '00000000-0000-0000-0000-000000000000';
/** A page that follows its case asks again and again; what it was shown is written down once in so long. */
const REMEMBERED_MS = 10 * 60_000;
const MOST = 10_000;

/**
 * The masked name that the public view shows. The record is opened for it, so it is logged as a disclosure before; only
 * the masked name stays in memory, for a while.
 */
@Injectable()
export class MaskedNames {
  private readonly remembered = new Map<string, { readonly name: string | undefined; readonly until: number }>();

  constructor(@Inject(PARTS) private readonly parts: ApiParts) {}

  /** Undefined where the definition names nobody. */
  async of(row: ReadCase, requestId: string): Promise<string | undefined> {
    const { publicName } = this.parts.definitions.get(row.event, row.version);
    if (publicName === undefined) return undefined;
    const known = this.remembered.get(row.id);
    if (known !== undefined && known.until > performance.now()) return known.name;
    const purpose = { organisation: 'public', role: 'public', purpose: 'tracking-code' } as const;
    const entries = [{ region: '', fields: [publicName] }];
    const record = await this.parts.reader.disclose(row.id, { keyId: NO_KEY, requestId, ...purpose }, entries);
    const name = valueAt(record, publicName);
    const masked = typeof name === 'string' ? maskedName(name) : undefined;
    this.remembered.delete(row.id);
    if (this.remembered.size >= MOST) this.remembered.delete(this.remembered.keys().next().value as string);
    this.remembered.set(row.id, { name: masked, until: performance.now() + REMEMBERED_MS });
    return masked;
  }
}
