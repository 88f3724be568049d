import { useTranslation } from 'react-i18next';
import { inUse } from '../../messages/language';
import { StatusTag } from '../../ui/status-tag';
import { showDue, showTime } from '../../ui/time';
import type { Case } from './use-case';

type Step = Extract<Case['steps'][number], { department: string }>;

interface TimelineProps {
  readonly steps: Case['steps'];
  readonly startedAt: string;
  readonly completedAt: string | null;
  /** When this was read. */
  readonly now: number;
}

const isShown = (step: Case['steps'][number]): step is Step => 'startedAt' in step && step.startedAt !== null;

const toneOf = (status: string): string => {
  if (status === 'completed') return 'good';
  if (status === 'failed' || status === 'refused') return 'bad';
  return status === 'manual' || status === 'suspended' || status === 'compensating' ? 'warn' : 'active';
};

/** When each matter was begun and ended, how often it was tried, and by when it is due: matters that have begun only. */
export function Timeline({ steps, startedAt, completedAt, now }: TimelineProps) {
  const { t } = useTranslation('case');
  const shown = steps.filter(isShown);
  const end = completedAt === null ? now : Date.parse(completedAt);
  const times = shown.flatMap(({ dueAt, completedAt: ended }) =>
    [dueAt, ended].flatMap((at) => (at === null ? [] : [Date.parse(at)])),
  );
  const from = Date.parse(startedAt);
  const until = Math.max(end, ...times, from + 1);
  const place = (at: number): number => Math.min(99.5, Math.max(0, ((at - from) / (until - from)) * 99));
  return (
    <>
      <ul className="timeline">
        {shown.map((step) => (
          <Row key={`${step.id} ${step.subject ?? 0}`} step={step} place={place} now={end} />
        ))}
      </ul>
      <p className="quiet">{t('timelineHint')}</p>
    </>
  );
}

interface RowProps {
  readonly step: Step;
  readonly place: (at: number) => number;
  readonly now: number;
}

function Row({ step, place, now }: RowProps) {
  const { t } = useTranslation('case');
  const { title, subject, status, startedAt, completedAt, dueAt, attempts } = step;
  const shown = (at: string | null, otherwise: string): string => (at === null ? otherwise : showTime(at, inUse()));
  const name = subject === undefined ? title : `${title} ${t('subject', { subject })}`;
  const x = place(Date.parse(startedAt ?? ''));
  const end = place(completedAt === null ? now : Date.parse(completedAt));
  const label = t('timelineRow', {
    ...{ title: name, attempts, from: shown(startedAt, ''), until: shown(completedAt, t('stillOpen')) },
    due: dueAt === null ? t('noDue') : showDue(dueAt, inUse(), (day) => t('due.byEnd', { ns: 'frame', day })),
  });
  return (
    <li>
      <div>
        <div>{name}</div>
        <div className="row">
          <StatusTag status={status} />
          {attempts > 1 && <span className="quiet">{t('attempts', { attempts })}</span>}
        </div>
      </div>
      <svg role="img" aria-label={label}>
        <title>{label}</title>
        <line className="ground" x1="0" x2="100%" y1="11" y2="11" />
        <rect
          className="bar"
          data-tone={toneOf(status)}
          data-open={completedAt === null ? '' : undefined}
          x={`${x}%`}
          y="4"
          width={`${Math.max(0.8, end - x)}%`}
          height="14"
          rx="3"
        />
        {dueAt !== null && (
          <line
            className="due"
            x1={`${place(Date.parse(dueAt))}%`}
            x2={`${place(Date.parse(dueAt))}%`}
            y1="0"
            y2="22"
          />
        )}
      </svg>
    </li>
  );
}
