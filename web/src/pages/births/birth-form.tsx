import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form } from 'antd';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api, bodyOf, type Schema } from '../../api/client';
import { useAccount } from '../../session/session';
import { DefectsProvider, DefectSummary, useDefects } from '../../ui/form/defects';
import { FormFields } from '../../ui/form/form-fields';
import { toBody, type FormField, type Values } from '../../ui/form/values';
import { defectsOf, Failure } from '../../ui/states';
import { complete, derived, emptyReport } from './derived';

const FORM = 'birth';

/** Drawn from the definition; what follows from other fields or is known of the hospital is not asked. */
export function BirthForm({ fields }: { readonly fields: readonly FormField[] }) {
  const { t } = useTranslation('births');
  const account = useAccount();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const values = Form.useWatch([], { form, preserve: true }) ?? {};
  const defects = useDefects();
  // The same report sent again, because the answer was lost, is the same case.
  const key = useRef(crypto.randomUUID());

  const report = useMutation({
    mutationFn: async () => {
      const body = toBody(fields, complete(form.getFieldsValue(true) as Values)) as Schema<'BirthReport'>;
      const { data, response } = await api.POST('/api/v1/life-events/newborn/instances', {
        body,
        params: { header: { 'Idempotency-Key': key.current } },
      });
      return {
        started: await bodyOf(Promise.resolve(data === undefined ? {} : { data })),
        isNew: response.status === 201,
      };
    },
    onSuccess: async ({ started: { id, caseNumber }, isNew }) => {
      void message.success(t(isNew ? 'sent' : 'known', { number: caseNumber }));
      await queries.invalidateQueries({ queryKey: ['cases'] });
      await navigate(`/cases/${id}/print`);
    },
    onError: (error) => {
      defects.show(error);
      key.current = crypto.randomUUID(); // What is put right is another report.
      window.scrollTo({ top: 0 });
    },
  });

  return (
    <DefectsProvider value={defects.found}>
      {report.isError && defectsOf(report.error).length === 0 && <Failure error={report.error} />}
      <DefectSummary found={defects.found} form={FORM} />
      <Form<Values>
        form={form}
        name={FORM}
        layout="vertical"
        requiredMark={false}
        initialValues={emptyReport(account)}
        onValuesChange={(changed) => defects.forget(changed)}
        onFinish={() => report.mutate()}
      >
        <FormFields fields={fields} values={values} derived={derived} />
        <div className="row">
          <Button type="primary" htmlType="submit" size="large" loading={report.isPending}>
            {t('submit')}
          </Button>
          <Button
            onClick={() => {
              form.resetFields();
              defects.show(undefined);
            }}
          >
            {t('clear')}
          </Button>
        </div>
      </Form>
    </DefectsProvider>
  );
}
