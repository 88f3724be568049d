import type { MessageDelivery } from '../../engine/deliver-message';
import type { CaseReader } from '../../engine/case-reader';
import type { InboxMessage } from '../../engine/message';

/** What became of a message that somebody waits for. */
export type Delivered =
  /** It moved the case, now or when it came first. */
  | { readonly kind: 'moved'; readonly first: boolean }
  /** The case did not expect it. */
  | { readonly kind: 'refused'; readonly code: string; readonly first: boolean }
  /** It is kept and will be folded, or it said nothing new. */
  | { readonly kind: 'kept'; readonly first: boolean }
  | { readonly kind: 'noInstance' };

/** Delivers a message, waits until it is folded, and tells what the history says of it. */
export async function deliverFolded(
  { delivery, reader }: { delivery: MessageDelivery; reader: CaseReader },
  instanceId: string,
  message: InboxMessage,
): Promise<Delivered> {
  const delivered = await delivery.deliver(instanceId, message);
  if (delivered.delivery === 'unknown') return { kind: 'noInstance' };
  const first = delivered.delivery === 'new';
  // A fold that fails is not the sender's affair: the message is on disk and is folded again by the next sweep.
  await delivered.folded.catch(() => undefined);
  const verdict = await reader.findVerdict(instanceId, message.key);
  if (verdict === undefined) return { kind: 'kept', first };
  return verdict.refused === undefined ? { kind: 'moved', first } : { kind: 'refused', code: verdict.refused, first };
}
