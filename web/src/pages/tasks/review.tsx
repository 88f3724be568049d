import { useQuery } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client';
import { inUse } from '../../messages/language';
import { Failure, Loading } from '../../ui/states';
import { decide, useDecision, type Task } from './task';

interface ReviewProps {
  readonly task: Task;
  readonly onDone: () => void;
}

/** The second of two persons sees what the first proposes, and agrees or sends it back. */
export function Review({ task: { id }, onDone }: ReviewProps) {
  const { t } = useTranslation('tasks');
  const decision = useDecision(onDone);
  const asked = useQuery({
    queryKey: ['task-form', id, inUse()],
    queryFn: () => bodyOf(api.GET('/api/v1/tasks/{id}/form', { params: { path: { id } } })),
  });
  if (asked.isPending) return <Loading />;
  if (asked.isError) return <Failure error={asked.error} onRetry={() => void asked.refetch()} />;
  const { proposal } = asked.data;
  return (
    <>
      <h3>{t('proposal')}</h3>
      {proposal !== null && (
        <>
          <p>
            <strong>{t(`proposal.${proposal.outcome}`)}</strong> {proposal.reason?.message}
          </p>
          <dl>
            {Object.entries(proposal.output).map(([path, value]) => (
              <div key={path} className="contents">
                <dt>{path}</dt>
                <dd>{String(value)}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
      {decision.isError && <Failure error={decision.error} />}
      <Button type="primary" loading={decision.isPending} onClick={() => decision.mutate(() => decide.confirm(id))}>
        {t('confirm')}
      </Button>
      <details>
        <summary>{t('sendBack')}</summary>
        <Form
          name="sendBack"
          layout="vertical"
          onFinish={({ code }: { code: string }) => decision.mutate(() => decide.sendBack(id, code))}
        >
          <Form.Item name="code" label={t('sendBackReason')} rules={[{ required: true, message: t('required') }]}>
            <Input autoComplete="off" spellCheck={false} />
          </Form.Item>
          <Button htmlType="submit">{t('sendBack')}</Button>
        </Form>
      </details>
    </>
  );
}
