import { Alert, Button, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError, type Defect } from '../api/problem';

/** While something is on its way. */
export function Loading() {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t('loading')}>
      <Skeleton active title={false} paragraph={{ rows: 4 }} />
    </div>
  );
}

/** There is nothing, and what one could do about it. */
export function Nothing({ children }: { readonly children?: ReactNode }) {
  const { t } = useTranslation();
  return <p className="quiet nothing">{children ?? t('empty')}</p>;
}

const ownWords = ['unreachable', 'unexpected-answer', 'empty-answer'] as const;

/** What to say of an error: the words of the server, or ours where it has said nothing. */
export function useErrorText(): (error: unknown) => string {
  const { t } = useTranslation();
  return (error) => {
    if (!(error instanceof ProblemError)) return t('failure.broken');
    const { code, title, detail } = error.problem;
    const own = ownWords.find((one) => one === code);
    if (own !== undefined) return t(`failure.${own}`);
    return detail ?? (title === '' ? code : title);
  };
}

export const defectsOf = (error: unknown): readonly Defect[] =>
  error instanceof ProblemError ? error.problem.errors : [];

interface FailureProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
}

/** What has not worked, why, every defect that has no field of its own on this page, and the way on. */
export function Failure({ error, onRetry }: FailureProps) {
  const { t } = useTranslation();
  const text = useErrorText();
  const defects = defectsOf(error);
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={text(error)}
      description={
        defects.length === 0 ? undefined : (
          <ul className="defects">
            {defects.map(({ pointer, message }) => (
              <li key={`${pointer} ${message}`}>{message}</li>
            ))}
          </ul>
        )
      }
      action={onRetry === undefined ? undefined : <Button onClick={onRetry}>{t('retry')}</Button>}
    />
  );
}
