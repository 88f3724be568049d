import { useQuery } from '@tanstack/react-query';
import { Button, Form } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client';
import { inUse } from '../../messages/language';
import { DefectsProvider, DefectSummary, useDefects } from '../../ui/form/defects';
import { FormFields } from '../../ui/form/form-fields';
import { toBody, type Values } from '../../ui/form/values';
import { defectsOf, Failure, Loading } from '../../ui/states';
import { decide, useDecision, type Task } from './task';

interface TaskFormProps {
  readonly task: Task;
  readonly onDone: () => void;
}

const FORM = 'result';

/** What completing a task brings, drawn from its form. */
export function ResultForm({ task, onDone }: TaskFormProps) {
  const { t } = useTranslation('tasks');
  const { id, event, step, act: way, fourEyes } = task;
  const [form] = Form.useForm<Values>();
  const values = Form.useWatch([], { form, preserve: true }) ?? {};
  const decision = useDecision(onDone);
  const described = useQuery({
    queryKey: ['form', event, step, inUse()],
    queryFn: () =>
      bodyOf(api.GET('/api/v1/definitions/{event}/form', { params: { path: { event }, query: { step } } })),
    enabled: way !== 'undo',
    staleTime: Infinity,
  });
  const fields = described.data?.fields ?? [];
  const defects = useDefects(fields, '/output');
  if (way !== 'undo' && described.isPending) return <Loading />;
  if (described.isError) return <Failure error={described.error} onRetry={() => void described.refetch()} />;
  return (
    <DefectsProvider value={defects.found}>
      <h3>{t('result')}</h3>
      {decision.isError && defectsOf(decision.error).length === 0 && <Failure error={decision.error} />}
      <DefectSummary found={defects.found} form={FORM} fields={fields} />
      {fourEyes === true && <p className="quiet">{t('twoPersons')}</p>}
      <Form<Values>
        form={form}
        name={FORM}
        layout="vertical"
        requiredMark={false}
        onValuesChange={(changed: object) => defects.forget(changed)}
        onFinish={() =>
          decision.mutate(
            () =>
              decide.complete(
                id,
                way === 'undo' ? {} : { output: toBody(fields, form.getFieldsValue(true) as Values) },
              ),
            { onError: defects.show },
          )
        }
      >
        <FormFields fields={fields} values={values} />
        <Button type="primary" htmlType="submit" loading={decision.isPending}>
          {t(way === 'undo' ? 'undone' : fourEyes === true ? 'propose' : 'complete')}
        </Button>
      </Form>
    </DefectsProvider>
  );
}
