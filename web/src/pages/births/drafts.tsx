import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Popconfirm } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, bodyOf, type Schema } from '../../api/client';
import { inUse } from '../../messages/language';
import { Failure } from '../../ui/states';
import { showTime } from '../../ui/time';
import './drafts.css';

type Draft = Schema<'DraftResponse'>;

/** The reports of this ward that were begun and not sent; nothing where there are none. */
export function Drafts() {
  const { t } = useTranslation('births');
  const drafts = useQuery({
    queryKey: ['drafts', inUse()],
    queryFn: () => bodyOf(api.GET('/api/v1/drafts')),
    staleTime: 0,
  });
  if (drafts.isError) return <Failure error={drafts.error} onRetry={() => void drafts.refetch()} />;
  if (!drafts.isSuccess || drafts.data.items.length === 0) return null;
  return (
    <section className="card" aria-labelledby="drafts">
      <h2 id="drafts">{t('drafts.title', { count: drafts.data.items.length })}</h2>
      <ul className="drafts">
        {drafts.data.items.map((draft) => (
          <DraftLine key={draft.id} draft={draft} />
        ))}
      </ul>
    </section>
  );
}

function DraftLine({ draft: { id, title, version, mine, savedAt, keptUntil } }: { readonly draft: Draft }) {
  const { t } = useTranslation('births');
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: ['drafts'] });
  const remove = useMutation({
    mutationFn: () => api.DELETE('/api/v1/drafts/{id}', { params: { path: { id }, query: { version } } }),
    onSettled: refresh,
  });
  return (
    <li>
      <div>
        <Link to={`/births/new?draft=${id}`}>{title}</Link>
        <div className="quiet">
          {t(mine ? 'drafts.savedByMe' : 'drafts.savedByColleague', { at: showTime(savedAt, inUse()) })}
          {' · '}
          {t('drafts.keptUntil', { at: showTime(keptUntil, inUse()) })}
        </div>
      </div>
      <Popconfirm
        title={t('drafts.removeSure')}
        okText={t('drafts.remove')}
        cancelText={t('drafts.keep')}
        onConfirm={() => remove.mutate()}
      >
        <Button loading={remove.isPending} aria-label={t('drafts.removeOne', { title })}>
          {t('drafts.remove')}
        </Button>
      </Popconfirm>
      {remove.isError && <Failure error={remove.error} />}
    </li>
  );
}
