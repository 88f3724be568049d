import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Popconfirm } from 'antd';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api, bodyOf, type Schema } from '../../api/client';
import { useAccount } from '../../session/session';
import { DefectsProvider, DefectSummary, useDefects } from '../../ui/form/defects';
import { FormFields } from '../../ui/form/form-fields';
import { fromBody, toBody, type FormField, type Values } from '../../ui/form/values';
import { defectsOf, Failure } from '../../ui/states';
import { complete, derived, emptyReport } from './derived';
import { KeepingLine } from './keeping-line';
import { RegisterQuery } from './register-query';
import { useDraft } from './use-draft';

const FORM = 'birth';

const demoSample = (): Promise<Record<string, unknown>> =>
  bodyOf(api.GET('/api/v1/demo/samples/{event}', { params: { path: { event: 'newborn' } } }));

const isDemoMode = async (): Promise<boolean> =>
  await bodyOf(api.GET('/api/v1/demo/accounts')).then(
    () => true,
    () => false,
  );

interface BirthFormProps {
  readonly fields: readonly FormField[];
  readonly queries: readonly Schema<'FormQueryResponse'>[];
  /** What the form goes on from. */
  readonly draft: Schema<'WholeDraftResponse'> | undefined;
  /** What was typed has become a draft. */
  readonly onBegun: (id: string) => void;
  /** Another form is wanted: one that goes on from this draft, or an empty one. */
  readonly onOpen: (id?: string) => void;
}

/** Drawn from the definition; what follows from other fields or is known of the hospital is not asked. */
export function BirthForm({ fields, queries: registers, draft, onBegun, onOpen }: BirthFormProps) {
  const { t } = useTranslation('births');
  const account = useAccount();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const { keeper, keeping } = useDraft('newborn', draft, onBegun);
  const values = Form.useWatch([], { form, preserve: true }) ?? {};
  const defects = useDefects(fields);
  const keep = (kept: Values) => keeper.change(toBody(fields, kept));
  const fill = (next: Values) => {
    form.setFieldsValue(next);
    defects.forget(next);
    keep(form.getFieldsValue(true) as Values);
  };
  const sample = useQuery({
    queryKey: ['demo-sample'],
    queryFn: async () => fromBody(fields, await demoSample()),
    enabled: false,
    retry: false,
  });
  const isDemo = useQuery({ queryKey: ['demo-accounts'], queryFn: isDemoMode, staleTime: Infinity, retry: false });
  // The same report sent again, because the answer was lost, is the same case.
  const key = useRef(crypto.randomUUID());

  const report = useMutation({
    mutationFn: async () => {
      await keeper.flush();
      const body = toBody(fields, complete(form.getFieldsValue(true) as Values)) as Schema<'BirthReport'>;
      const { data, response } = await api.POST('/api/v1/life-events/newborn/instances', {
        body,
        params: {
          header: { 'Idempotency-Key': key.current },
          query: keeper.id === undefined ? {} : { draft: keeper.id },
        },
      });
      return {
        started: await bodyOf(Promise.resolve(data === undefined ? {} : { data })),
        isNew: response.status === 201,
      };
    },
    onSuccess: async ({ started: { id, caseNumber }, isNew }) => {
      await keeper.stop();
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
      {isDemo.data === true && (
        <div className="row">
          <Button
            loading={sample.isFetching}
            onClick={() =>
              void sample.refetch().then(({ data }) => {
                if (data === undefined) return;
                form.setFieldsValue({ father: undefined });
                form.setFieldsValue(data);
                keep(form.getFieldsValue(true) as Values);
                defects.show(undefined);
              })
            }
          >
            {t('sample')}
          </Button>
          <span className="quiet">{t('sampleHint')}</span>
        </div>
      )}
      <DefectSummary found={defects.found} form={FORM} fields={fields} />
      <Form<Values>
        form={form}
        name={FORM}
        layout="vertical"
        requiredMark={false}
        initialValues={draft === undefined ? emptyReport(account) : fromBody(fields, draft.content)}
        onBlur={() => void keeper.flush()}
        onValuesChange={(changed: object, whole: Values) => {
          defects.forget(changed);
          keep(whole);
        }}
        onFinish={() => report.mutate()}
      >
        <FormFields
          fields={fields}
          values={values}
          derived={derived}
          endOf={(section) =>
            registers
              .filter(({ asks }) => asks[0]?.startsWith(`${section}.`) === true)
              .map((query) => (
                <RegisterQuery key={query.name} {...{ query, fields, values }} onFilled={(next) => fill(next)} />
              ))
          }
        />
        <div className="row">
          <Button type="primary" htmlType="submit" size="large" loading={report.isPending}>
            {t('submit')}
          </Button>
          <Popconfirm
            title={t('clearSure')}
            okText={t('clear')}
            cancelText={t('clearBack')}
            onConfirm={() =>
              keeper.remove().then(
                () => onOpen(),
                () => undefined,
              )
            }
          >
            <Button>{t('clear')}</Button>
          </Popconfirm>
        </div>
        <KeepingLine
          keeping={keeping}
          onInsist={() => void keeper.insist()}
          onYield={() => {
            void keeper.stop();
            onOpen(keeper.id);
          }}
        />
      </Form>
    </DefectsProvider>
  );
}
