import { useMutation } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client';
import { Failure } from '../../ui/states';

/** Checks the history of one case against its hashes, its seals and the engine's own transition. */
export function RecordCheck({ id }: { readonly id: string }) {
  const { t } = useTranslation('case');
  const check = useMutation({
    mutationFn: () => bodyOf(api.POST('/api/v1/audit/checks', { body: { instance: id } })),
  });
  const findings = check.data?.findings ?? [];
  return (
    <div className="action-form">
      <div>
        <Button onClick={() => check.mutate()} loading={check.isPending}>
          {t('checkRecord')}
        </Button>
      </div>
      {check.isError && <Failure error={check.error} />}
      {check.isSuccess && findings.length === 0 && <Alert type="success" showIcon title={t('recordGood')} />}
      {findings.length > 0 && (
        <Alert
          type="error"
          showIcon
          title={t('recordBad', { count: findings.length })}
          description={findings
            .map(({ message, seq }) => `${message}${seq === undefined ? '' : ` (${seq})`}`)
            .join(' · ')}
        />
      )}
    </div>
  );
}
