import { Button, Form, InputNumber, Radio, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { roles } from '../../session/roles';
import { Failure } from '../../ui/states';
import { RequestCorrection } from './request-correction';
import { decide, useDecision, type Task } from './task';

interface WaysProps {
  readonly task: Task;
  readonly onDone: () => void;
}

/** What else can become of a task: refused, corrected, asked about, answered, paused. Only what the API lists for it. */
export function OtherWays({ task, onDone }: WaysProps) {
  const { t } = useTranslation('tasks');
  const { kind, reasons = [], correctable = [], escalation } = task;
  return (
    <>
      {kind === 'task' && reasons.length > 0 && (
        <Way title={t('refuse')}>
          <Refuse task={task} onDone={onDone} />
        </Way>
      )}
      {kind === 'task' && correctable.length > 0 && (
        <Way title={t('requestCorrection')}>
          <RequestCorrection task={task} onDone={onDone} />
        </Way>
      )}
      {escalation !== undefined && (
        <Way title={t(kind === 'escalation' ? 'return' : 'escalate')}>
          {kind === 'escalation' ? <Return task={task} onDone={onDone} /> : <Escalate task={task} onDone={onDone} />}
        </Way>
      )}
      {kind !== 'correction' && (
        <Way title={t(task.clock === 'paused' ? 'resume' : 'pause')}>
          <Clock task={task} />
        </Way>
      )}
    </>
  );
}

const Way = ({ title, children }: { readonly title: string; readonly children: React.ReactNode }) => (
  <details>
    <summary>{title}</summary>
    {children}
  </details>
);

function Refuse({ task: { id, reasons = [] }, onDone }: WaysProps) {
  const { t } = useTranslation('tasks');
  const decision = useDecision(onDone);
  return (
    <Form
      name="refuse"
      layout="vertical"
      requiredMark={false}
      onFinish={({ code }: { code: string }) => decision.mutate(() => decide.refuse(id, code))}
    >
      {decision.isError && <Failure error={decision.error} />}
      <Form.Item name="code" label={t('refuseReason')} rules={[{ required: true, message: t('required') }]}>
        <Radio.Group options={reasons.map(({ code, message }) => ({ value: code, label: message }))} />
      </Form.Item>
      <Button danger htmlType="submit" loading={decision.isPending}>
        {t('refuse')}
      </Button>
    </Form>
  );
}

function Escalate({ task: { id, escalation }, onDone }: WaysProps) {
  const { t } = useTranslation('tasks');
  const { t: frame } = useTranslation();
  const decision = useDecision(onDone);
  const required = [{ required: true, message: t('required') }];
  const nameOf = (role: string): string => {
    const known = roles.find((one) => one === role);
    return known === undefined ? role : frame(`role.${known}`);
  };
  return (
    <Form
      name="escalate"
      layout="vertical"
      requiredMark={false}
      onFinish={(asked: { toRole: string; question: string }) => decision.mutate(() => decide.escalate(id, asked))}
    >
      {decision.isError && <Failure error={decision.error} />}
      <Form.Item name="toRole" label={t('toRole')} rules={required}>
        <Select options={(escalation?.roles ?? []).map((value) => ({ value, label: nameOf(value) }))} />
      </Form.Item>
      <Form.Item name="question" label={t('question')} rules={required}>
        <Radio.Group
          options={(escalation?.questions ?? []).map(({ code, message }) => ({ value: code, label: message }))}
        />
      </Form.Item>
      <Button htmlType="submit" loading={decision.isPending}>
        {t('escalate')}
      </Button>
    </Form>
  );
}

function Return({ task: { id, escalation }, onDone }: WaysProps) {
  const { t } = useTranslation('tasks');
  const decision = useDecision(onDone);
  const required = [{ required: true, message: t('required') }];
  return (
    <Form
      name="return"
      layout="vertical"
      requiredMark={false}
      onFinish={(answer: { advice: string; approve: boolean }) => decision.mutate(() => decide.return(id, answer))}
    >
      {decision.isError && <Failure error={decision.error} />}
      <Form.Item name="advice" label={t('advice')} rules={required}>
        <Radio.Group
          options={(escalation?.advice ?? []).map(({ code, message }) => ({ value: code, label: message }))}
        />
      </Form.Item>
      <Form.Item name="approve" label={t('return')} rules={required}>
        <Radio.Group
          options={[
            { value: true, label: t('returnFor') },
            { value: false, label: t('returnAgainst') },
          ]}
        />
      </Form.Item>
      <Button htmlType="submit" loading={decision.isPending}>
        {t('return')}
      </Button>
    </Form>
  );
}

const procedures = [
  ...(['hearing', 'tender', 'auction', 'inspection', 'test', 'quarantine', 'appraisal', 'expert-review'] as const),
];

function Clock({ task: { id, clock } }: Pick<WaysProps, 'task'>) {
  const { t } = useTranslation('tasks');
  const decision = useDecision();
  if (clock === 'paused') {
    return (
      <Button onClick={() => decision.mutate(() => decide.resume(id))} loading={decision.isPending}>
        {t('resume')}
      </Button>
    );
  }
  return (
    <Form
      name="pause"
      layout="vertical"
      requiredMark={false}
      onFinish={({ code, limitDays }: { code: (typeof procedures)[number]; limitDays?: number | null }) =>
        decision.mutate(() => decide.pause(id, { code, ...(limitDays == null ? {} : { limitDays }) }))
      }
    >
      {decision.isError && <Failure error={decision.error} />}
      <Form.Item name="code" label={t('procedure')} rules={[{ required: true, message: t('required') }]}>
        <Select options={procedures.map((value) => ({ value, label: t(`procedure.${value}`) }))} />
      </Form.Item>
      <Form.Item name="limitDays" label={t('limitDays')}>
        <InputNumber min={1} max={250} precision={0} />
      </Form.Item>
      <Button htmlType="submit" loading={decision.isPending}>
        {t('pause')}
      </Button>
    </Form>
  );
}
