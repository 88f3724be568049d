import { createReadStream } from 'node:fs';
import { mkdir, open, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Seal } from '../engine/seal';
import type { Anchor } from '../engine/sealer';
import { SealChain } from '../engine/verify-seals';

const NAME = 'seals.jsonl';

/** Reads the seals of a folder, in order. A last line that was cut off by a crash is left out: it was never anchored. */
export async function* readAnchors(folder: string): AsyncGenerator<Seal> {
  for await (const { seal } of readFrom(join(folder, NAME), 0)) yield seal;
}

/**
 * Seals in a file that is only ever added to, one JSON document a line. What it holds can be checked without a database
 * and without this program: see docs/audit.md.
 */
export class AnchorFile implements Anchor {
  private chain = new SealChain();
  /** Bytes of the file that have been read. */
  private read = 0;
  private readonly path: string;

  constructor(private readonly folder: string) {
    this.path = join(folder, NAME);
  }

  /** Another process may have added to it. */
  async last(): Promise<number> {
    if ((await sizeOf(this.path)) < this.read) this.forget();
    for await (const { seal, end } of readFrom(this.path, this.read)) {
      this.take(seal);
      this.read = end;
    }
    return this.chain.count;
  }

  async append(seals: readonly Seal[]): Promise<void> {
    try {
      await this.last();
      await this.write(seals);
    } catch (error) {
      this.forget();
      throw error;
    }
  }

  /** Only the file says what is in it. */
  private forget(): void {
    this.chain = new SealChain();
    this.read = 0;
  }

  private async write(seals: readonly Seal[]): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    for (const seal of seals) this.take(seal);
    const text = seals.map((seal) => `${JSON.stringify(seal)}\n`).join('');
    // What a crash has cut off was never anchored.
    if ((await sizeOf(this.path)) > this.read) await truncate(this.path, this.read);
    const file = await open(this.path, 'a');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    this.read += Buffer.byteLength(text);
    await syncFolder(this.folder);
  }

  private take(seal: Seal): void {
    const finding = this.chain.take(seal);
    if (finding !== undefined) {
      throw new Error(`seal ${seal.n} does not follow from the anchors in ${this.path}: ${finding.what}`);
    }
  }
}

async function* readFrom(path: string, start: number): AsyncGenerator<{ seal: Seal; end: number }> {
  const size = await sizeOf(path);
  if (size <= start) return;
  let end = start;
  for await (const line of createInterface({ input: createReadStream(path, { start }), crlfDelay: Infinity })) {
    end += Buffer.byteLength(line) + 1;
    if (end > size) return;
    yield { seal: JSON.parse(line) as Seal, end };
  }
}

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return 0;
      throw error;
    },
  );

async function syncFolder(folder: string): Promise<void> {
  const directory = await open(folder, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
