import { keyOfNextTry, type CaseReader, type MessageVerdict } from '../../engine/case-reader';
import type { MessageDelivery } from '../../engine/deliver-message';
import type { InboxMessage } from '../../engine/message';
import { Problem } from '../problems/problem';

/** Nobody waits longer for a fold: the message is on disk, and the same one sent again is told what came of it. */
const LONGEST_FOLD_MS = 4_000;

/** What became of a message that somebody waits for. */
export type Delivered =
  /** It moved the case, now or when it came first. */
  | { readonly kind: 'moved'; readonly first: boolean }
  /** The case did not expect it. */
  | { readonly kind: 'refused'; readonly code: string; readonly first: boolean; readonly verdict: MessageVerdict }
  /** The case has no use for it now, as its definition says. */
  | { readonly kind: 'ignored'; readonly first: boolean; readonly verdict: MessageVerdict }
  /** It is kept and will be folded, or it said nothing new. */
  | { readonly kind: 'kept'; readonly first: boolean }
  | { readonly kind: 'noInstance' };

interface Parts {
  readonly delivery: MessageDelivery;
  readonly reader: CaseReader;
}

/** Delivers a message, waits until it is folded, and tells what the history says of it. */
export async function deliverFolded(
  { delivery, reader }: Parts,
  instanceId: string,
  message: InboxMessage,
): Promise<Delivered> {
  const delivered = await delivery.deliver(instanceId, message);
  if (delivered.delivery === 'unknown') return { kind: 'noInstance' };
  const first = delivered.delivery === 'new';
  // A fold that fails is not the sender's affair: the message is on disk and is folded again by the next sweep.
  await inTime(delivered.folded.catch(() => undefined));
  const verdict = await reader.findVerdict(instanceId, message.key);
  if (verdict === undefined) return { kind: 'kept', first };
  if (verdict.refused !== undefined) return { kind: 'refused', code: verdict.refused, first, verdict };
  return verdict.ignored === true ? { kind: 'ignored', first, verdict } : { kind: 'moved', first };
}

/** The same, but what came to nothing before is told once more: by now the case may wait for it. */
export async function deliverOnceMore(parts: Parts, instanceId: string, message: InboxMessage): Promise<Delivered> {
  const delivered = await deliverFolded(parts, instanceId, message);
  if ((delivered.kind !== 'refused' && delivered.kind !== 'ignored') || delivered.first) return delivered;
  return deliverFolded(parts, instanceId, { ...message, key: keyOfNextTry(message.key, delivered.verdict) });
}

async function inTime(folded: Promise<void>): Promise<void> {
  let patience: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    const problem = new Problem(503, 'unavailable', { headers: { 'Retry-After': '2' } });
    patience = setTimeout(() => reject(problem), LONGEST_FOLD_MS);
  });
  await Promise.race([folded, tooLate]).finally(() => clearTimeout(patience));
}
