import { useMutation } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, type Schema } from '../../api/client';
import { inUse } from '../../messages/language';
import { useErrorText } from '../../ui/states';
import type { FormField, Values } from '../../ui/form/values';
import { fillIn } from './fill-in';

interface RegisterQueryProps {
  readonly query: Schema<'FormQueryResponse'>;
  readonly fields: readonly FormField[];
  readonly values: Values;
  readonly onFilled: (values: Values) => void;
}

const textAt = (values: Values, path: string): string => {
  const [section = '', name = ''] = path.split('.');
  const value = ((values[section] ?? {}) as Values)[name];
  return typeof value === 'string' ? value.trim() : '';
};

/** Fills the form in from a department's register, once number and name stand in it; by hand it can always be filled. */
export function RegisterQuery({ query, fields, values, onFilled }: RegisterQueryProps) {
  const { t } = useTranslation('births');
  const text = useErrorText();
  const [said, setSaid] = useState<{ readonly type: 'success' | 'warning'; readonly text: string }>();
  const asked = Object.fromEntries(query.asks.map((path) => [path, textAt(values, path)]));
  const ask = useMutation({
    mutationFn: () =>
      bodyOf(
        api.POST('/api/v1/life-events/{event}/queries/{query}', {
          params: { path: { event: 'newborn', query: query.name } },
          body: { fields: asked },
        }),
      ),
    onSuccess: ({ outcome, fields: told }) => {
      if (outcome === 'notFound') {
        setSaid({ type: 'warning', text: t('query.notFound') });
        return;
      }
      const { values: next, filled, left } = fillIn(values, told);
      onFilled(next);
      const named = (names: readonly string[]) =>
        new Intl.ListFormat(inUse()).format(
          names.map((name) => fields.find((one) => one.name === name)?.title ?? name),
        );
      const parts = [
        ...(filled.length > 0 ? [t('query.filled', { department: query.department, sections: named(filled) })] : []),
        ...(left.length > 0 ? [t('query.left', { sections: named(left) })] : []),
        ...(filled.length + left.length === 0 ? [t('query.nothing')] : []),
      ];
      setSaid({ type: left.length > 0 || filled.length === 0 ? 'warning' : 'success', text: parts.join(' ') });
    },
    onMutate: () => setSaid(undefined),
  });
  const isReady = Object.values(asked).every((value) => value !== '');
  return (
    <div className="form-query">
      <div className="row">
        <Button onClick={() => ask.mutate()} loading={ask.isPending} disabled={!isReady}>
          {query.title}
        </Button>
        <span className="quiet">{isReady ? t('query.hint') : t('query.first')}</span>
      </div>
      <div role="status">
        {said !== undefined && <Alert type={said.type} showIcon title={said.text} />}
        {ask.isError && <Alert type="warning" showIcon title={t('query.failed', { why: text(ask.error) })} />}
      </div>
    </div>
  );
}
