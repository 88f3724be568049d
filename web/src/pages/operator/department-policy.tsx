import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Checkbox, Input, InputNumber, Modal, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Schema } from '../../api/client';
import { Failure, defectsOf } from '../../ui/states';

type Policy = Schema<'DepartmentPolicyRequest'>;
type Hours = Schema<'OpeningHoursRequest'>;
type Maintenance = Schema<'MaintenanceRequest'>;

interface DepartmentPolicyProps {
  readonly department: Schema<'DepartmentResponse'>;
  readonly onClose: () => void;
}

/** The limits and hours of a department, changed as a whole; what is wrong with them stands beside its field. */
export default function DepartmentPolicy({
  department: { id, title, policy: inForce },
  onClose,
}: DepartmentPolicyProps) {
  const { t } = useTranslation('operator');
  const queries = useQueryClient();
  const [policy, setPolicy] = useState<Policy>(inForce);
  const save = useMutation({
    mutationFn: () => api.PUT('/api/v1/departments/{id}', { params: { path: { id } }, body: policy }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['departments'] }),
  });
  const defects = new Map(defectsOf(save.error).map(({ pointer, message }) => [pointer, message]));
  const change = (changed: Partial<Policy>): void => setPolicy({ ...policy, ...changed });
  const without = (name: 'rate' | 'concurrency'): void => {
    const { [name]: _gone, ...rest } = policy;
    setPolicy(rest);
  };
  const { rate, concurrency, hours = [], maintenance = [], breaker } = policy;
  const number = (pointer: string, label: string, value: number, set: (value: number) => void): ReactNode => (
    <Field label={label} defect={defects.get(pointer)}>
      <InputNumber
        value={value}
        {...(defects.has(pointer) ? { status: 'error' as const } : {})}
        onChange={(next) => set(next ?? 0)}
      />
    </Field>
  );
  return (
    <Modal
      open
      width={720}
      title={t('departments.editTitle', { name: title })}
      onCancel={onClose}
      okText={t('policy.save')}
      onOk={() => save.mutate()}
      confirmLoading={save.isPending}
    >
      <div className="stack">
        {save.isError && <Failure error={save.error} />}
        {save.isSuccess && <Alert type="success" showIcon title={t('policy.saved')} />}
        <fieldset>
          <Checkbox
            checked={rate !== undefined}
            onChange={({ target }) =>
              target.checked ? change({ rate: { perSecond: 10, burst: 20 } }) : without('rate')
            }
          >
            {t('policy.limitRate')}
          </Checkbox>
          {rate !== undefined && (
            <>
              {number('/rate/perSecond', t('policy.perSecond'), rate.perSecond, (perSecond) =>
                change({ rate: { ...rate, perSecond } }),
              )}
              {number('/rate/burst', t('policy.burst'), rate.burst, (burst) => change({ rate: { ...rate, burst } }))}
            </>
          )}
        </fieldset>
        <fieldset>
          <Checkbox
            checked={concurrency !== undefined}
            onChange={({ target }) => (target.checked ? change({ concurrency: 8 }) : without('concurrency'))}
          >
            {t('policy.limitConcurrency')}
          </Checkbox>
          {concurrency !== undefined &&
            number('/concurrency', t('policy.concurrency'), concurrency, (count) => change({ concurrency: count }))}
        </fieldset>
        {breaker !== undefined && (
          <fieldset>
            <legend>{t('policy.breaker')}</legend>
            {(['failures', 'openForMs', 'longestMs'] as const).map((name) => (
              <div key={name}>
                {number(`/breaker/${name}`, t(`policy.${name}`), breaker[name], (value) =>
                  change({ breaker: { ...breaker, [name]: value } }),
                )}
              </div>
            ))}
          </fieldset>
        )}
        <HoursFields hours={hours} defects={defects} onChange={(next) => change({ hours: next })} />
        <MaintenanceFields
          maintenance={maintenance}
          defects={defects}
          onChange={(next) => change({ maintenance: next })}
        />
      </div>
    </Modal>
  );
}

interface FieldProps {
  readonly label: string;
  readonly defect: string | undefined;
  readonly children: ReactNode;
}

function Field({ label, defect, children }: FieldProps) {
  return (
    <label>
      {label}
      {children}
      {defect !== undefined && <span role="alert">{defect}</span>}
    </label>
  );
}

interface ListProps<Item> {
  readonly defects: ReadonlyMap<string, string>;
  readonly onChange: (items: Item[]) => void;
}

const replaced = <Item,>(items: readonly Item[], at: number, changed: Partial<Item>): Item[] =>
  items.map((item, index) => (index === at ? { ...item, ...changed } : item));

function HoursFields({ hours, defects, onChange }: ListProps<Hours> & { readonly hours: readonly Hours[] }) {
  const { t } = useTranslation('operator');
  return (
    <fieldset>
      <legend>{t('policy.hours')}</legend>
      {hours.map((one, index) => (
        <div className="row" key={index}>
          <Field label={t('policy.days')} defect={defects.get(`/hours/${index}/days`)}>
            <Select
              value={one.days}
              onChange={(days: Hours['days']) => onChange(replaced(hours, index, { days }))}
              options={(['working', 'all'] as const).map((value) => ({ value, label: t(`policy.${value}`) }))}
              popupMatchSelectWidth={false}
            />
          </Field>
          {(['from', 'until'] as const).map((end) => (
            <Field key={end} label={t(`policy.${end}`)} defect={defects.get(`/hours/${index}/${end}`)}>
              <Input
                value={one[end]}
                onChange={({ target }) => onChange(replaced(hours, index, { [end]: target.value }))}
              />
            </Field>
          ))}
          <Button onClick={() => onChange(hours.filter((_, at) => at !== index))}>{t('policy.remove')}</Button>
        </div>
      ))}
      <Button onClick={() => onChange([...hours, { days: 'working', from: '09:00', until: '17:30' }])}>
        {t('policy.addHours')}
      </Button>
    </fieldset>
  );
}

interface MaintenanceProps extends ListProps<Maintenance> {
  readonly maintenance: readonly Maintenance[];
}

function MaintenanceFields({ maintenance, defects, onChange }: MaintenanceProps) {
  const { t } = useTranslation('operator');
  return (
    <fieldset>
      <legend>{t('policy.maintenance')}</legend>
      {maintenance.map((one, index) => (
        <div className="row" key={index}>
          {(['from', 'until'] as const).map((end) => (
            <Field key={end} label={t(`policy.${end}`)} defect={defects.get(`/maintenance/${index}/${end}`)}>
              <Input
                value={one[end]}
                placeholder={t('policy.instant')}
                onChange={({ target }) => onChange(replaced(maintenance, index, { [end]: target.value }))}
              />
            </Field>
          ))}
          <Button onClick={() => onChange(maintenance.filter((_, at) => at !== index))}>{t('policy.remove')}</Button>
        </div>
      ))}
      <Button onClick={() => onChange([...maintenance, { from: '', until: '' }])}>{t('policy.addMaintenance')}</Button>
    </fieldset>
  );
}
