import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Input, InputNumber, Modal, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, type Schema } from '../../api/client';
import { inUse } from '../../messages/language';
import { Failure, defectsOf } from '../../ui/states';

type NewKey = Schema<'IssueKeyRequest'>;

const roles = ['hospital', 'socialSecurityStaff', 'departmentSystem'] as const satisfies readonly NewKey['role'][];
const empty: NewKey = { name: '', role: 'hospital', organisation: '', days: 365 };

/** Issues a key for a system that connects, and shows it once: it is kept nowhere, here neither. */
export default function IssueKey({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('operator');
  const queries = useQueryClient();
  const [key, setKey] = useState<NewKey>(empty);
  const departments = useQuery({
    queryKey: ['departments', inUse()],
    queryFn: () => bodyOf(api.GET('/api/v1/departments', { params: { query: { limit: 100 } } })),
    enabled: key.role === 'departmentSystem',
  });
  const issue = useMutation({
    mutationFn: () => bodyOf(api.POST('/api/v1/api-keys', { body: key })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['keys'] }),
    gcTime: 0,
  });
  const defects = new Map(defectsOf(issue.error).map(({ pointer, message }) => [pointer.split('/')[1] ?? '', message]));
  const field = (name: keyof NewKey, label: string, input: ReactNode): ReactNode => (
    <label>
      {label}
      {input}
      {defects.has(name) && <span role="alert">{defects.get(name)}</span>}
    </label>
  );
  return (
    <Modal
      open
      title={t('keys.issue')}
      onCancel={onClose}
      footer={
        issue.isSuccess ? (
          <Button onClick={onClose}>{t('close', { ns: 'frame' })}</Button>
        ) : (
          <Button type="primary" onClick={() => issue.mutate()} loading={issue.isPending}>
            {t('keys.issue')}
          </Button>
        )
      }
    >
      {issue.data !== undefined ? (
        <Alert
          type="success"
          showIcon
          title={t('keys.once')}
          description={<code className="secret">{issue.data.key}</code>}
        />
      ) : (
        <div className="stack">
          {issue.isError && <Failure error={issue.error} />}
          {field(
            'name',
            t('keys.name'),
            <Input
              value={key.name}
              maxLength={100}
              onChange={({ target }) => setKey({ ...key, name: target.value })}
            />,
          )}
          {field(
            'role',
            t('keys.role'),
            <Select
              value={key.role}
              onChange={(role: NewKey['role']) => {
                const { departments: _gone, ...rest } = key;
                setKey({ ...rest, role });
              }}
              options={roles.map((value) => ({ value, label: t(`role.${value}`, { ns: 'frame' }) }))}
            />,
          )}
          {field(
            'organisation',
            t('keys.organisation'),
            <Input
              value={key.organisation}
              maxLength={64}
              onChange={({ target }) => setKey({ ...key, organisation: target.value })}
            />,
          )}
          {key.role === 'departmentSystem' &&
            field(
              'departments',
              t('keys.departments'),
              <Select
                mode="multiple"
                value={key.departments ?? []}
                onChange={(chosen: string[]) => setKey({ ...key, departments: chosen })}
                options={(departments.data?.items ?? []).map(({ id, title }) => ({ value: id, label: title }))}
              />,
            )}
          {field(
            'days',
            t('keys.days'),
            <InputNumber value={key.days} onChange={(days) => setKey({ ...key, days: days ?? 0 })} />,
          )}
        </div>
      )}
    </Modal>
  );
}
