import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/client';

/** What an applicant is to put right, field by field. */
export const Defects = ({ of }: { readonly of: readonly Schema<'AskedDefectResponse'>[] }) => {
  const { t } = useTranslation('tasks');
  return (
    <>
      <h3>{t('defects')}</h3>
      <ul>
        {of.map(({ field, message }) => (
          <li key={field}>
            {field}: {message}
          </li>
        ))}
      </ul>
    </>
  );
};
