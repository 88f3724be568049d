import { useQuery } from '@tanstack/react-query';
import { Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client';
import { inUse } from '../../messages/language';
import { useAccount } from '../../session/session';

const statuses = ['open', 'claimed', 'completed', 'refused', 'passedOn'] as const;
const limits = ['warning', 'yellow', 'red', 'overdue'] as const;
const assignees = ['me', 'nobody', 'others'] as const;

/** What the list is narrowed down by; the API looks for it, not this page. */
export interface Conditions {
  readonly department?: string | undefined;
  readonly status?: (typeof statuses)[number] | undefined;
  readonly limit?: (typeof limits)[number] | undefined;
  readonly assignee?: (typeof assignees)[number] | undefined;
  readonly event?: string | undefined;
  readonly step?: string | undefined;
}

/** What is asked of the API; what somebody looks for stays out of this page's own address. */
export function queryOf(q: string, { department, status, limit, assignee, event, step }: Conditions) {
  return {
    ...(q === '' ? {} : { q }),
    ...(department === undefined ? {} : { department }),
    ...(status === undefined ? {} : { status }),
    ...(limit === undefined ? {} : limit === 'overdue' ? { overdue: 'true' as const } : { level: limit }),
    ...(assignee === undefined ? {} : { assignee }),
    ...(event === undefined ? {} : { event }),
    ...(step === undefined ? {} : { step }),
  };
}

interface FiltersProps {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly conditions: Conditions;
  readonly onChange: (conditions: Conditions) => void;
}

/** One search box and a few choices; the steps are those of the life event that is chosen, or of the only one. */
export function Filters({ text, onText, conditions, onChange }: FiltersProps) {
  const { t } = useTranslation('tasks');
  const { t: frame } = useTranslation();
  const { departments } = useAccount();
  const events = useQuery({
    queryKey: ['definitions', inUse()],
    queryFn: () => bodyOf(api.GET('/api/v1/definitions')),
    staleTime: Infinity,
  });
  const known = events.data?.items ?? [];
  const event = conditions.event ?? (known.length === 1 ? known[0]?.event : undefined);
  const definition = useQuery({
    queryKey: ['definition', event, inUse()],
    queryFn: () => bodyOf(api.GET('/api/v1/definitions/{event}', { params: { path: { event: event ?? '' } } })),
    enabled: event !== undefined,
    staleTime: Infinity,
  });
  const steps = (definition.data?.steps ?? []).filter(
    ({ kind, department }) => kind !== 'wait' && (departments.length === 0 || departments.includes(department ?? '')),
  );
  const names = new Map(definition.data?.steps.map(({ department, departmentName }) => [department, departmentName]));
  const change = (more: Conditions): void => onChange({ ...conditions, ...more });
  return (
    <>
      <Input
        type="search"
        className="task-search"
        aria-label={t('search')}
        placeholder={t('search')}
        autoComplete="off"
        value={text}
        onChange={({ target }) => onText(target.value)}
      />
      {departments.length > 1 && (
        <Choice
          title={t('department')}
          value={conditions.department}
          onChange={(department) => change({ department })}
          options={departments.map((value) => ({ value, label: names.get(value) ?? value }))}
        />
      )}
      {known.length > 1 && (
        <Choice
          title={t('event')}
          value={conditions.event}
          onChange={(chosen) => change({ event: chosen, step: undefined })}
          options={known.map(({ event: value, title }) => ({ value, label: title }))}
        />
      )}
      {steps.length > 1 && (
        <Choice
          title={t('step')}
          value={conditions.step}
          onChange={(step) => change({ step })}
          options={steps.map(({ id, title }) => ({ value: id, label: title }))}
        />
      )}
      <Choice
        title={t('status')}
        placeholder={t('status.current')}
        value={conditions.status}
        onChange={(status) => change({ status })}
        options={statuses.map((value) => ({ value, label: frame(`status.${value}`) }))}
      />
      <Choice
        title={t('level')}
        value={conditions.limit}
        onChange={(limit) => change({ limit })}
        options={limits.map((value) => ({ value, label: t(`level.${value}`) }))}
      />
      <Choice
        title={t('holder')}
        value={conditions.assignee}
        onChange={(assignee) => change({ assignee })}
        options={assignees.map((value) => ({ value, label: t(`assignee.${value}`) }))}
      />
    </>
  );
}

interface ChoiceProps<Value extends string> {
  readonly title: string;
  readonly placeholder?: string;
  readonly value: Value | undefined;
  readonly onChange: (value: Value | undefined) => void;
  readonly options: { readonly value: Value; readonly label: string }[];
}

function Choice<Value extends string>({ title, placeholder = title, value, onChange, options }: ChoiceProps<Value>) {
  return (
    <Select<Value>
      aria-label={title}
      placeholder={placeholder}
      allowClear
      {...(value === undefined ? {} : { value })}
      key={value === undefined ? 'none' : 'some'}
      onChange={(chosen: Value | undefined) => onChange(chosen)}
      options={options}
      popupMatchSelectWidth={false}
    />
  );
}
