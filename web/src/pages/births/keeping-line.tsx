import { CheckCircleOutlined, CloudSyncOutlined } from '@ant-design/icons';
import { Alert, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { inUse } from '../../messages/language';
import { useErrorText } from '../../ui/states';
import { showClock } from '../../ui/time';
import type { Keeping } from './draft-keeper';

interface KeepingLineProps {
  readonly keeping: Keeping;
  /** What stands here is to stay. */
  readonly onInsist: () => void;
  /** What somebody else has saved is to stay. */
  readonly onYield: () => void;
}

/** Where the draft stands, always in words; and where two have written, what can be done about it. */
export function KeepingLine({ keeping, onInsist, onYield }: KeepingLineProps) {
  const { t } = useTranslation('births');
  const text = useErrorText();
  switch (keeping.kind) {
    case 'changed':
      return (
        <Alert
          type="warning"
          showIcon
          role="alert"
          title={t('draft.changed')}
          action={
            <div className="row">
              <Button onClick={onYield}>{t('draft.takeTheirs')}</Button>
              <Button onClick={onInsist}>{t('draft.keepMine')}</Button>
            </div>
          }
        />
      );
    case 'gone':
      return (
        <Alert
          type="warning"
          showIcon
          role="alert"
          title={t('draft.gone')}
          action={<Button onClick={onInsist}>{t('draft.keepAsNew')}</Button>}
        />
      );
    case 'failed':
      return <Alert type="error" showIcon role="alert" title={t('draft.failed', { why: text(keeping.error) })} />;
    default:
      return (
        <p className="quiet" role="status">
          {keeping.kind === 'saved' ? <CheckCircleOutlined aria-hidden /> : <CloudSyncOutlined aria-hidden />}{' '}
          {keeping.kind === 'saved'
            ? t('draft.saved', { at: showClock(keeping.at, inUse()) })
            : t(keeping.kind === 'saving' ? 'draft.saving' : 'draft.untouched')}
        </p>
      );
  }
}
