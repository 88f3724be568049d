import { useQuery } from '@tanstack/react-query';
import { api, bodyOf } from '../../api/client';
import { inUse } from '../../messages/language';
import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/page';
import { Failure, Loading } from '../../ui/states';
import { BirthForm } from './birth-form';

/** The one form by which a hospital reports a birth. */
export default function NewBirthPage() {
  const { t } = useTranslation('births');
  const form = useQuery({
    queryKey: ['form', 'newborn', inUse()],
    queryFn: () => bodyOf(api.GET('/api/v1/definitions/{event}/form', { params: { path: { event: 'newborn' } } })),
    staleTime: Infinity,
  });
  return (
    <Page title={t('title')}>
      <p className="quiet">{t('intro')}</p>
      {form.isPending && <Loading />}
      {form.isError && <Failure error={form.error} onRetry={() => void form.refetch()} />}
      {form.isSuccess && <BirthForm fields={form.data.fields} />}
    </Page>
  );
}
