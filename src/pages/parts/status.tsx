import type { MatterStatus } from '../../api/instances/case-matters';
import type { InstanceStatus } from '../../engine/instance';
import type { Say } from '../messages/words';

type Tone = 'good' | 'busy' | 'yours' | 'bad' | 'quiet';

/** Drawn, not typed: a bare phone may lack the letter. */
const ICONS: Readonly<Record<Tone, string>> = {
  good: 'M3 8.5l3.5 3.5L13 4.5',
  busy: 'M8 3a5 5 0 1 1-5 5M3 4v4h4',
  yours: 'M8 3v6M8 12v1',
  bad: 'M4 4l8 8M12 4l-8 8',
  quiet: 'M3.5 8h9',
};

const OF_MATTER: Readonly<Record<MatterStatus, Tone>> = {
  waiting: 'quiet',
  ready: 'busy',
  dispatched: 'busy',
  running: 'busy',
  suspended: 'yours',
  completed: 'good',
  refused: 'bad',
  notApplicable: 'quiet',
  skipped: 'quiet',
  failed: 'yours',
  manual: 'yours',
  compensating: 'busy',
  compensated: 'quiet',
};

const OF_CASE: Readonly<Record<InstanceStatus, Tone>> = {
  accepted: 'busy',
  running: 'busy',
  completed: 'good',
  partiallyCompleted: 'yours',
  rejected: 'bad',
  withdrawn: 'quiet',
  cancelled: 'quiet',
  revoked: 'quiet',
};

/** A status as icon, word and colour: never by colour alone. */
function Status({ tone, word }: { readonly tone: Tone; readonly word: string }) {
  return (
    <span class={`status ${tone}`}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
        <path d={ICONS[tone]} fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" />
      </svg>{' '}
      {word}
    </span>
  );
}

export const StatusOfMatter = ({ status, say }: { readonly status: MatterStatus; readonly say: Say }) => (
  <Status tone={OF_MATTER[status]} word={say(`status-${status}`)} />
);

export const StatusOfCase = ({ status, say }: { readonly status: InstanceStatus; readonly say: Say }) => (
  <Status tone={OF_CASE[status]} word={say(`case-${status}`)} />
);
