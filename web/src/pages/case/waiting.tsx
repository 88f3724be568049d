import { ClockCircleOutlined, WarningOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/client';
import { inUse } from '../../messages/language';
import { Tag } from '../../ui/tag';
import { showTime } from '../../ui/time';

type Holdup = Schema<'HoldupResponse'>;

/** What a case waits for, in plain words: why, on whom, what unblocks it, and how much time is left. */
export function Waiting({ waitingFor }: { readonly waitingFor: readonly Holdup[] }) {
  const { t } = useTranslation('case');
  if (waitingFor.length === 0) return <p>{t('ended')}</p>;
  return (
    <ul className="waiting">
      {waitingFor.map((one, index) => (
        <li key={index}>
          <Line holdup={one} />
        </li>
      ))}
    </ul>
  );
}

function Line({ holdup: { step, why, on, unblockedBy, since, until, reason, time } }: { readonly holdup: Holdup }) {
  const { t } = useTranslation('case');
  const language = inUse();
  const who = on.map(({ name }) => name[language]).join(language === 'en' ? ', ' : '、');
  return (
    <>
      <div className="row">
        <strong>{step === null ? why[language] : step.title[language]}</strong>
        {step?.subject !== undefined && <span className="quiet">{t('subject', { subject: step.subject })}</span>}
        {time !== null && <TimeLeft time={time} />}
      </div>
      <div>
        {step !== null && <>{why[language]} </>}
        {reason !== null && <>({reason.text[language]}) </>}
        {who !== '' && (
          <>
            {t('on')}: {who}{' '}
          </>
        )}
      </div>
      <div className="quiet">
        {t('unblockedBy')}: {unblockedBy[language]}
        {since !== null && <> · {t('since', { when: showTime(since, language) })}</>}
        {until !== null && <> · {t('until', { when: showTime(until, language) })}</>}
      </div>
    </>
  );
}

/** In working days, as the official calendar counts them. */
export function TimeLeft({ time }: { readonly time: Schema<'TimeLeftResponse'> }) {
  const { t } = useTranslation('case');
  const { level, pause, promised, legal, provisional } = time;
  const days = (level === 'red' ? legal : promised).workingDays;
  const left =
    days > 0
      ? t('workingDaysLeft', { days })
      : days === 0
        ? t('lastWorkingDay')
        : t('workingDaysOver', { days: -days });
  const tone = level === 'red' ? 'bad' : level === 'normal' ? 'neutral' : 'warn';
  return (
    <Tag tone={tone} icon={tone === 'neutral' ? <ClockCircleOutlined /> : <WarningOutlined />}>
      {pause === null ? left : t('paused')}
      {provisional && ` · ${t('provisional')}`}
    </Tag>
  );
}
