import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/client';
import { inUse } from '../../messages/language';
import { showDue } from '../../ui/time';

type Line = Schema<'PlannedCorrectionResponse'>;

/** Which matters a correction has done anew: by whom, after what, and by when. */
export function CorrectionPlan({ plan }: { readonly plan: readonly Line[] }) {
  const { t } = useTranslation('case');
  if (plan.length === 0) return <p aria-live="polite">{t('correctNone')}</p>;
  const titles = new Map(plan.map(({ id, title }) => [id, title]));
  return (
    <section aria-live="polite" aria-label={t('planTitle')}>
      <h3>{t('planTitle')}</h3>
      <ol>
        {plan.map((line) => (
          <li key={`${line.id}@${line.subject ?? 0}`}>
            <PlanLine line={line} titles={titles} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function PlanLine({ line, titles }: { readonly line: Line; readonly titles: ReadonlyMap<string, string> }) {
  const { t } = useTranslation('case');
  const { title, subject, action, departmentName, after, isCertain, isInHand, dueAt } = line;
  const language = inUse();
  // Of twins each has its own matters; a matter that stands before both is named once.
  const before = [...new Set(after.map(({ id }) => titles.get(id) ?? id))];
  const notes = [
    ...(before.length === 0 ? [] : [t('correctAfter', { steps: before.join(language === 'en' ? ', ' : '、') })]),
    ...(isInHand ? [t('correctInHand')] : []),
    ...(isCertain ? [] : [t('correctIfOther')]),
    t('due.at', { ns: 'frame', when: showDue(dueAt, language, (day) => t('due.byEnd', { ns: 'frame', day })) }),
  ];
  return (
    <>
      <strong>{title}</strong> {subject !== undefined && t('subject', { subject })} —{' '}
      {t(`correct.${action}`, { who: departmentName === '' ? t('correct.unnamed') : departmentName })}
      <div className="quiet">{notes.join(language === 'en' ? '; ' : '；')}</div>
    </>
  );
}
