import { useQuery } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client';
import { inUse } from '../../messages/language';
import { DefectSummary, useDefects } from '../../ui/form/defects';
import { defectsOf, Failure, Loading } from '../../ui/states';
import { decide, useDecision, type Task } from './task';
import { Defects } from './defects';

interface TaskFormProps {
  readonly task: Task;
  readonly onDone: () => void;
}

/** What an applicant is to put right, beside what is wrong with it. Whoever applied for somebody else fills it in anew. */
export function CorrectionForm({ task: { id, event, correctable = [] }, onDone }: TaskFormProps) {
  const { t } = useTranslation('tasks');
  const [form] = Form.useForm<Record<string, string>>();
  const defects = useDefects([], '/fields');
  const decision = useDecision(onDone);
  const asked = useQuery({
    queryKey: ['task-form', id, inUse()],
    queryFn: () => bodyOf(api.GET('/api/v1/tasks/{id}/form', { params: { path: { id } } })),
  });
  const words = useQuery({
    queryKey: ['form', event, inUse()],
    queryFn: () => bodyOf(api.GET('/api/v1/definitions/{event}/form', { params: { path: { event } } })),
    staleTime: Infinity,
  });
  if (asked.isPending || words.isPending) return <Loading />;
  if (asked.isError) return <Failure error={asked.error} onRetry={() => void asked.refetch()} />;
  const titles = words.data?.titles ?? {};
  const wanted = asked.data.defects.map(({ field }) => field);
  const fields = wanted.length === 0 ? correctable : correctable.filter((path) => wanted.includes(path));
  return (
    <>
      {asked.data.defects.length > 0 && (
        <Defects of={asked.data.defects.map((one) => ({ ...one, field: titles[one.field] ?? one.field }))} />
      )}
      {decision.isError && defectsOf(decision.error).length === 0 && <Failure error={decision.error} />}
      <DefectSummary found={defects.found} form="correction" fields={[]} />
      <Form
        form={form}
        name="correction"
        layout="vertical"
        initialValues={asked.data.fields ?? {}}
        onFinish={(values: Record<string, string | undefined>) => {
          const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
          decision.mutate(() => decide.complete(id, { fields: Object.fromEntries(given) }), { onError: defects.show });
        }}
      >
        {fields.map((path) => {
          const wrong = defects.found.filter(({ pointer }) => pointer === `/${path}`).map(({ message }) => message);
          return (
            <Form.Item
              key={path}
              name={[path]}
              label={titles[path] ?? path}
              {...(wrong.length === 0 ? {} : { validateStatus: 'error' as const, help: wrong.join(' ') })}
            >
              <Input autoComplete="off" />
            </Form.Item>
          );
        })}
        <div className="row">
          <Button type="primary" htmlType="submit" loading={decision.isPending}>
            {t('correct')}
          </Button>
          <Button onClick={() => decision.mutate(() => decide.refuse(id))}>{t('giveUp')}</Button>
        </div>
      </Form>
    </>
  );
}
