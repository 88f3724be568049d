import {
  ClockCircleOutlined,
  ExclamationCircleOutlined,
  PauseCircleOutlined,
  StopOutlined,
  WarningOutlined,
} from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { inUse } from '../messages/language';
import { Tag } from './tag';
import { daysBetween, dueDay, showDue } from './time';

interface DueTagProps {
  readonly dueAt: string | null;
  readonly clock?: 'running' | 'paused' | 'stopped' | null;
  readonly level?: string | null;
  /** By which time it is judged; now when left out. */
  readonly now?: Date;
}

/** When something is due: how long is left in words, and by icon and colour how near the limit is. */
export function DueTag({ dueAt, clock, level, now = new Date() }: DueTagProps) {
  const { t } = useTranslation();
  if (dueAt === null) return <Tag tone="neutral">{t('due.none')}</Tag>;
  const title = t('due.at', { when: showDue(dueAt, inUse(), (day) => t('due.byEnd', { day })) });
  if (clock === 'paused' || clock === 'stopped') {
    const icon = clock === 'paused' ? <PauseCircleOutlined /> : <StopOutlined />;
    return (
      <Tag tone="neutral" icon={icon} title={title}>
        {t(`due.${clock}`)}
      </Tag>
    );
  }
  const due = new Date(dueAt);
  const days = daysBetween(now, dueDay(dueAt).day);
  const left =
    due <= now
      ? days === 0
        ? t('due.overdueToday')
        : t('due.overdue', { days: -days })
      : days === 0
        ? t('due.today')
        : t('due.left', { days });
  if (level === 'red') {
    return (
      <Tag tone="bad" icon={<ExclamationCircleOutlined />} title={title}>
        {left} · {t('due.legalPassed')}
      </Tag>
    );
  }
  if (level === 'yellow') {
    return (
      <Tag tone="warn" icon={<WarningOutlined />} title={title}>
        {left} · {t('due.promisePassed')}
      </Tag>
    );
  }
  return (
    <Tag tone={level === 'warning' ? 'warn' : 'neutral'} icon={<ClockCircleOutlined />} title={title}>
      {left}
    </Tag>
  );
}
