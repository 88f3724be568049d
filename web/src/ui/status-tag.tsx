import {
  CheckCircleOutlined,
  ClockCircleOutlined,
  CloseCircleOutlined,
  ExclamationCircleOutlined,
  HourglassOutlined,
  MinusCircleOutlined,
  PauseCircleOutlined,
  RollbackOutlined,
  SyncOutlined,
  UserOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Tag, type Tone } from './tag';

/** How every status looks: cases, matters and tasks. Never by colour alone. */
const looks = {
  accepted: ['active', <ClockCircleOutlined />],
  running: ['active', <SyncOutlined />],
  completed: ['good', <CheckCircleOutlined />],
  partiallyCompleted: ['warn', <CheckCircleOutlined />],
  rejected: ['bad', <CloseCircleOutlined />],
  withdrawn: ['neutral', <RollbackOutlined />],
  cancelled: ['neutral', <MinusCircleOutlined />],
  revoked: ['neutral', <RollbackOutlined />],

  waiting: ['neutral', <HourglassOutlined />],
  ready: ['active', <ClockCircleOutlined />],
  dispatched: ['active', <SyncOutlined />],
  suspended: ['warn', <PauseCircleOutlined />],
  refused: ['bad', <CloseCircleOutlined />],
  notApplicable: ['neutral', <MinusCircleOutlined />],
  skipped: ['neutral', <MinusCircleOutlined />],
  failed: ['bad', <ExclamationCircleOutlined />],
  manual: ['warn', <UserOutlined />],
  compensating: ['warn', <RollbackOutlined />],
  compensated: ['neutral', <RollbackOutlined />],

  open: ['active', <ClockCircleOutlined />],
  claimed: ['warn', <UserOutlined />],
  passedOn: ['neutral', <RollbackOutlined />],
} as const satisfies Record<string, readonly [Tone, ReactNode]>;

export type Status = keyof typeof looks;

const isKnown = (status: string): status is Status => Object.hasOwn(looks, status);

/** A status as icon, word and colour. One that this build does not know is shown by its name. */
export function StatusTag({ status }: { readonly status: string }) {
  const { t } = useTranslation();
  if (!isKnown(status)) return <Tag tone="neutral">{status}</Tag>;
  const [tone, icon] = looks[status];
  return (
    <Tag tone={tone} icon={icon}>
      {t(`status.${status}`)}
    </Tag>
  );
}
