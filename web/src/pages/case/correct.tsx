import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Form, Modal, Select } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, type Schema } from '../../api/client';
import { DefectsProvider, DefectSummary, useDefects } from '../../ui/form/defects';
import { FormFields } from '../../ui/form/form-fields';
import { toBody, type Values } from '../../ui/form/values';
import { defectsOf, Failure } from '../../ui/states';
import { CorrectionPlan } from './correction-plan';
import { useRefreshCase, type Case } from './use-case';

type Reason = Schema<'CorrectRequest'>['reason'];
/** The forms of all life events together; this one's is drawn, and checked by the API. */
type Filled = Schema<'CorrectRequest'>['fields'];

const reasons = [
  ...(['recorded-wrongly', 'proof-corrected', 'ordered-by-court', 'applicant-asked'] as const),
] satisfies Reason[];

const FORM = 'correct';

interface CorrectProps {
  readonly instance: Case;
  readonly form: Schema<'FormResponse'>;
  readonly onClose: () => void;
}

/**
 * Puts right what was recorded wrongly: only what is to change is filled in. Which matters are done anew, and by whom,
 * is shown first; what is changed afterwards in the form has to be looked at again before it can be sent.
 */
export default function Correct({ instance: { id, subject }, form: { fields }, onClose }: CorrectProps) {
  const { t } = useTranslation('case');
  const refresh = useRefreshCase(id);
  const [form] = Form.useForm<Values>();
  const values = Form.useWatch([], { form, preserve: true }) ?? {};
  const defects = useDefects(fields, '/fields');
  const many = subject !== null && subject.count > 1 ? subject.count : 0;
  const [reason, setReason] = useState<Reason>('recorded-wrongly');
  const [which, setWhich] = useState<number>();
  // The same correction sent again, because the answer was lost, is the same one.
  const key = useRef(crypto.randomUUID());

  const correct = (dryRun: boolean) =>
    bodyOf(
      api.POST('/api/v1/instances/{id}/correct', {
        params: { path: { id } },
        headers: dryRun ? {} : { 'Idempotency-Key': key.current },
        body: {
          ...{ dryRun, reason, fields: toBody(fields, form.getFieldsValue(true) as Values) as Filled },
          ...(which === undefined ? {} : { subject: which }),
        },
      }),
    );
  const plan = useMutation({ mutationFn: () => correct(true), onError: defects.show });
  const act = useMutation({ mutationFn: () => correct(false), onError: defects.show, onSuccess: refresh });
  const change = (): void => {
    plan.reset();
    act.reset();
    key.current = crypto.randomUUID();
  };
  const error = act.error ?? plan.error;
  // What is wrong with the correction as a whole has no field, and is told as it is.
  const ofFields = defects.found.filter(({ pointer }) => pointer !== '' && pointer !== '/subject');
  return (
    <Modal
      open
      width={760}
      title={t('correct')}
      onCancel={onClose}
      footer={[
        <Button key="plan" onClick={() => plan.mutate()} loading={plan.isPending} disabled={act.isSuccess}>
          {t('plan')}
        </Button>,
        <Button
          key="act"
          type="primary"
          disabled={!plan.isSuccess || act.isSuccess}
          onClick={() => act.mutate()}
          loading={act.isPending}
        >
          {t('apply')}
        </Button>,
      ]}
    >
      <DefectsProvider value={defects.found}>
        <div className="action-form">
          <p>{t('correctHint')}</p>
          <label>
            {t('reason')}
            <Select
              value={reason}
              onChange={(chosen: Reason) => {
                setReason(chosen);
                change();
              }}
              options={reasons.map((value) => ({ value, label: t(`why.${value}`) }))}
            />
          </label>
          {many > 0 && (
            <label>
              {t('correctSubject')}
              <Select
                allowClear
                placeholder={t('correctWhich')}
                value={which}
                onChange={(chosen: number | undefined) => {
                  setWhich(chosen);
                  defects.show(undefined);
                  change();
                }}
                options={Array.from({ length: many }, (_, n) => ({
                  value: n + 1,
                  label: t('subject', { subject: n + 1 }),
                }))}
              />
              <Wrong at="/subject" found={defects.found} />
            </label>
          )}
          {error !== null && defectsOf(error).length === 0 && <Failure error={error} />}
          <Wrong at="" found={defects.found} />
          <DefectSummary found={ofFields} form={FORM} fields={fields} />
          <Form<Values>
            form={form}
            name={FORM}
            layout="vertical"
            requiredMark={false}
            disabled={act.isSuccess}
            onValuesChange={(changed: object) => {
              defects.forget(changed);
              change();
            }}
            onFinish={() => plan.mutate()}
          >
            <FormFields fields={fields} values={values} />
            <Button
              onClick={() => {
                form.resetFields();
                defects.show(undefined);
                change();
              }}
            >
              {t('correctClear')}
            </Button>
          </Form>
          {plan.data !== undefined && !act.isSuccess && <CorrectionPlan plan={plan.data.plan} />}
          {act.isSuccess && <Alert type="success" showIcon title={t('corrected')} />}
        </div>
      </DefectsProvider>
    </Modal>
  );
}

function Wrong({ at, found }: { readonly at: string; readonly found: ReturnType<typeof useDefects>['found'] }) {
  const here = found.filter(({ pointer }) => pointer === at);
  if (here.length === 0) return null;
  return (
    <span className="section-defects" role="alert">
      {here.map(({ message }) => message).join(' ')}
    </span>
  );
}
