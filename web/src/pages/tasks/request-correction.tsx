import { useQuery } from '@tanstack/react-query';
import { Button, Checkbox, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client';
import { inUse } from '../../messages/language';
import { Failure } from '../../ui/states';
import { decide, useDecision, type Task } from './task';

interface RequestProps {
  readonly task: Task;
  readonly onDone: () => void;
}

/** What the applicant is told of a field that an officer has marked without a code of the definition's own. */
const CODE = 'to-be-put-right';

/** Everything that the applicant is to put right, told at once. */
export function RequestCorrection({ task: { id, event, correctable = [] }, onDone }: RequestProps) {
  const { t } = useTranslation('tasks');
  const decision = useDecision(onDone);
  const [asked, setAsked] = useState<Readonly<Record<string, string>>>({});
  const words = useQuery({
    queryKey: ['form', event, inUse()],
    queryFn: () => bodyOf(api.GET('/api/v1/definitions/{event}/form', { params: { path: { event } } })),
    staleTime: Infinity,
  });
  const titleOf = (path: string): string => words.data?.titles[path] ?? path;
  const toggle = (path: string, isAsked: boolean) => {
    const { [path]: _dropped, ...others } = asked;
    setAsked(isAsked ? { ...others, [path]: '' } : others);
  };
  const defects = Object.entries(asked).map(([field, message]) => ({
    ...{ field, code: CODE },
    ...(message.trim() === '' ? {} : { message: message.trim() }),
  }));
  return (
    <>
      <p className="quiet">{t('correctionHint')}</p>
      {decision.isError && <Failure error={decision.error} />}
      {correctable.map((path) => (
        <div key={path}>
          <Checkbox checked={path in asked} onChange={({ target }) => toggle(path, target.checked)}>
            {titleOf(path)}
          </Checkbox>
          {path in asked && (
            <Input
              aria-label={`${titleOf(path)} ${t('correctionWords')}`}
              placeholder={t('correctionWords')}
              maxLength={500}
              value={asked[path] ?? ''}
              onChange={({ target }) => setAsked({ ...asked, [path]: target.value })}
            />
          )}
        </div>
      ))}
      <p>
        <Button
          disabled={defects.length === 0}
          loading={decision.isPending}
          onClick={() => decision.mutate(() => decide.requestCorrection(id, { defects }))}
        >
          {t('requestCorrection')}
        </Button>
      </p>
    </>
  );
}
