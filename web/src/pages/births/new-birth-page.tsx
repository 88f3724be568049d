import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate, useSearchParams } from 'react-router';
import { api, bodyOf } from '../../api/client';
import { inUse } from '../../messages/language';
import { Page } from '../../ui/page';
import { Failure, Loading } from '../../ui/states';
import { BirthForm } from './birth-form';
import { Drafts } from './drafts';

const draftAt = (id: string) => bodyOf(api.GET('/api/v1/drafts/{id}', { params: { path: { id } } }));

/**
 * The one form by which a hospital reports a birth, and the drafts of it. A draft that the form on the page has begun
 * comes into the address, so that a reload goes on with it; the form stays the one it is, by its `sheet`.
 */
export default function NewBirthPage() {
  const { t } = useTranslation('births');
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const { key, state } = useLocation() as { key: string; state: { sheet?: string } | null };
  const [begun, setBegun] = useState<string>();
  const begunHere = begun !== undefined && state?.sheet === begun;
  const sheet = begunHere ? begun : key;
  // Whoever comes back to it later finds another form on the page, and the draft is read again.
  if (begun !== undefined && sheet !== begun) setBegun(undefined);
  const wanted = params.get('draft');
  const form = useQuery({
    queryKey: ['form', 'newborn', inUse()],
    queryFn: () => bodyOf(api.GET('/api/v1/definitions/{event}/form', { params: { path: { event: 'newborn' } } })),
    staleTime: Infinity,
  });
  const draft = useQuery({
    queryKey: ['draft', wanted, sheet],
    queryFn: () => draftAt(wanted ?? ''),
    enabled: wanted !== null && !begunHere,
    staleTime: Infinity,
    gcTime: 0,
  });
  const open = (id?: string) => navigate(id === undefined ? '/births/new' : `/births/new?draft=${id}`);
  return (
    <Page title={t('title')}>
      <p className="quiet">{t('intro')}</p>
      {wanted === null && <Drafts />}
      {(form.isPending || draft.isLoading) && <Loading />}
      {form.isError && <Failure error={form.error} onRetry={() => void form.refetch()} />}
      {draft.isError && <Failure error={draft.error} onRetry={() => void draft.refetch()} />}
      {form.isSuccess && (draft.isSuccess || wanted === null || begunHere) && (
        <BirthForm
          key={sheet}
          fields={form.data.fields}
          queries={form.data.queries}
          draft={draft.data}
          onBegun={(id) => {
            setBegun(sheet);
            void navigate(`/births/new?draft=${id}`, { replace: true, state: { sheet } });
          }}
          onOpen={(id) => void open(id)}
        />
      )}
    </Page>
  );
}
