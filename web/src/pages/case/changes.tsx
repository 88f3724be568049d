import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/client';
import { inUse } from '../../messages/language';
import { Failure } from '../../ui/states';
import { showTime } from '../../ui/time';
import { useChanges, useCorrections, type Case } from './use-case';

interface ChangesProps {
  readonly instance: Case;
  readonly live: boolean;
  /** What the steps are called, by their ids. */
  readonly titles: ReadonlyMap<string, string>;
}

type Change = Schema<'ChangeResponse'>;
type Form = Schema<'FormResponse'> | undefined;

/** What was corrected and what has changed because of it, with the former values as far as one may see them. */
export function Changes({ instance, live, titles }: ChangesProps) {
  const { t } = useTranslation('case');
  const changes = useChanges(instance.id, live);
  const form = useCorrections(instance).data ?? undefined;
  if (changes.isError) return <Failure error={changes.error} onRetry={() => void changes.refetch()} />;
  if (changes.data === undefined || changes.data.items.length === 0) return null;
  return (
    <section className="card">
      <h2>{t('changes')}</h2>
      <div className="plain-table" tabIndex={0} role="region" aria-label={t('changes')}>
        <table>
          <thead>
            <tr>
              {(['when', 'what', 'who', 'field', 'former', 'latter'] as const).map((column) => (
                <th key={column} scope="col">
                  {t(column)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {changes.data.items.map((change) => (
              <Rows key={change.seq} change={change} form={form} titles={titles} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

interface RowsProps extends Pick<ChangesProps, 'titles'> {
  readonly change: Change;
  readonly form: Form;
}

function Rows({ change: { at, kind, step, actor, actorName, reason, changes }, form, titles }: RowsProps) {
  const { t } = useTranslation('case');
  const what = step === undefined ? t('changes.corrected') : t('changes.amended', { step: titles.get(step) ?? step });
  return changes.map(({ field, subject, former, value }, n) => (
    <tr key={`${field}@${subject ?? 0}`}>
      {n === 0 && (
        <>
          <td rowSpan={changes.length}>{showTime(at, inUse())}</td>
          <td rowSpan={changes.length}>
            {kind === 'corrected' ? t('changes.corrected') : what}
            {reason !== undefined && <span className="quiet"> ({reason.message})</span>}
          </td>
          <td rowSpan={changes.length} title={actor}>
            {actorName}
          </td>
        </>
      )}
      <th scope="row">
        {form?.titles[field] ?? field} {subject !== undefined && t('subject', { subject })}
      </th>
      <td>{shown(field, former, form) ?? <span className="quiet">{t('notShown')}</span>}</td>
      <td>{shown(field, value, form) ?? <span className="quiet">{t('notShown')}</span>}</td>
    </tr>
  ));
}

/** A value as its field shows it: what was chosen by what it is called, a time in the city. */
function shown(path: string, value: unknown, form: Form): string | undefined {
  if (value === undefined) return undefined;
  const field = form?.fields.flatMap((one) => [one, ...(one.fields ?? [])]).find((one) => one.path === path);
  const choice = field?.choices?.find((one) => one.value === value);
  if (choice !== undefined) return choice.title;
  if (field?.kind === 'moment' && typeof value === 'string') return showTime(value, inUse());
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
}
