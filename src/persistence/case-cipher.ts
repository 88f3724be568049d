import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const VERSION = 1;
const NONCE = 12;
const TAG = 16;

/**
 * Seals case records: AES-256-GCM under one data key per case, itself sealed by the master key. Deleting the data key
 * erases the case, also in backups. What is sealed is bound to its place: bytes moved to another row do not open.
 */
export class CaseCipher {
  private readonly wrappingKey: Buffer;
  private readonly indexKey: Buffer;
  private readonly dataKeys = new Map<string, Buffer>();

  constructor(masterKey: Buffer) {
    if (masterKey.length !== 32) throw new Error('The master key must be 32 bytes');
    this.wrappingKey = derive(masterKey, 'case-data-key');
    this.indexKey = derive(masterKey, 'blind-index');
  }

  /** A fresh data key for a case, sealed for storage. */
  newDataKey(instanceId: string): Buffer {
    const dataKey = randomBytes(32);
    const wrappedKey = seal(this.wrappingKey, `data-key|${instanceId}`, dataKey);
    this.remember(cacheKey(instanceId, wrappedKey), dataKey);
    return wrappedKey;
  }

  seal(instanceId: string, wrappedKey: Buffer, place: string, value: unknown): Buffer {
    const plain = Buffer.from(JSON.stringify(value), 'utf8');
    return seal(this.dataKey(instanceId, wrappedKey), `${place}|${instanceId}`, plain);
  }

  open(instanceId: string, wrappedKey: Buffer, place: string, sealed: Buffer): unknown {
    return JSON.parse(open(this.dataKey(instanceId, wrappedKey), `${place}|${instanceId}`, sealed).toString('utf8'));
  }

  /** A keyed hash for look-ups: equal values meet, nobody without the key can try values. */
  blindIndex(purpose: string, parts: readonly string[]): Buffer {
    return createHmac('sha256', this.indexKey)
      .update(JSON.stringify([purpose, ...parts]))
      .digest();
  }

  private dataKey(instanceId: string, wrappedKey: Buffer): Buffer {
    const cached = cacheKey(instanceId, wrappedKey);
    const known = this.dataKeys.get(cached);
    if (known !== undefined) return known;
    const dataKey = open(this.wrappingKey, `data-key|${instanceId}`, wrappedKey);
    this.remember(cached, dataKey);
    return dataKey;
  }

  private remember(cached: string, dataKey: Buffer): void {
    if (this.dataKeys.size >= 10_000) this.dataKeys.delete(this.dataKeys.keys().next().value as string);
    this.dataKeys.set(cached, dataKey);
  }
}

/** By the sealed key too: a start that is sent twice makes two keys for one case, and only one of them is stored. */
const cacheKey = (instanceId: string, wrappedKey: Buffer): string => `${instanceId} ${wrappedKey.toString('base64')}`;

const derive = (masterKey: Buffer, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', masterKey, Buffer.alloc(0), `one-thing/${purpose}`, 32));

/** Random bytes are drawn many at a time: each draw is a call into the kernel. None is given out twice. */
const drawn = { bytes: Buffer.alloc(0), used: 0 };

function freshNonce(): Buffer {
  if (drawn.used + NONCE > drawn.bytes.length) {
    drawn.bytes = randomBytes(NONCE * 512);
    drawn.used = 0;
  }
  drawn.used += NONCE;
  return drawn.bytes.subarray(drawn.used - NONCE, drawn.used);
}

function seal(key: Buffer, place: string, plain: Buffer): Buffer {
  const nonce = freshNonce();
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place));
  return Buffer.concat([Buffer.from([VERSION]), nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function open(key: Buffer, place: string, sealed: Buffer): Buffer {
  if (sealed[0] !== VERSION) throw new Error('A sealed value has an unknown version');
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 1 + NONCE))
    .setAAD(Buffer.from(place))
    .setAuthTag(sealed.subarray(sealed.length - TAG));
  return Buffer.concat([decipher.update(sealed.subarray(1 + NONCE, sealed.length - TAG)), decipher.final()]);
}
