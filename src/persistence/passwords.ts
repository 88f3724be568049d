import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

interface Cost {
  /** Logarithm of N. */
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

/** OWASP's parameters for scrypt with 32 MiB. */
const COST: Cost = { ln: 15, r: 8, p: 3 };
/** What nobody has thought up cannot be guessed from its hash, however fast that is made. */
const COST_OF_RANDOM: Cost = { ln: 12, r: 8, p: 1 };
const HASH_BYTES = 32;
const STORED = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([\w+/]+=*)\$([\w+/]+=*)$/;

const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);

/** One at a time: many who sign in together must not take the processors from the engine. */
let last: Promise<unknown> = Promise.resolve();

function hash(password: string, salt: Buffer, { ln, r, p }: Cost): Promise<Buffer> {
  const N = 2 ** ln;
  // The same characters typed on another keyboard are the same password.
  const one = last.then(() =>
    derive(password.normalize('NFKC'), salt, HASH_BYTES, { N, r, p, maxmem: 128 * N * r + 2 ** 20 }),
  );
  last = one.catch(() => undefined);
  return one;
}

/** A hash that says itself how it was made, in PHC's form. `random`: the password was drawn, 64 bits or more. */
export async function hashPassword(password: string, random = false): Promise<string> {
  const salt = randomBytes(16);
  const cost = random ? COST_OF_RANDOM : COST;
  const { ln, r, p } = cost;
  const made = await hash(password, salt, cost);
  return `$scrypt$ln=${ln},r=${r},p=${p}$${salt.toString('base64')}$${made.toString('base64')}`;
}

export async function isPassword(password: string, stored: string): Promise<boolean> {
  const [, ln, r, p, salt = '', expected = ''] = STORED.exec(stored) ?? [];
  if (ln === undefined) throw new Error('A stored password has a form that is not known');
  const found = await hash(password, Buffer.from(salt, 'base64'), { ln: Number(ln), r: Number(r), p: Number(p) });
  const wanted = Buffer.from(expected, 'base64');
  return found.length === wanted.length && timingSafeEqual(found, wanted);
}

/** Of a login that does not exist: nothing fits it, and to find that out takes as long as with any other. */
export const NOBODYS_HASH = `$scrypt$ln=${COST.ln},r=${COST.r},p=${COST.p}$${Buffer.alloc(16).toString('base64')}$${Buffer.alloc(HASH_BYTES).toString('base64')}`;
