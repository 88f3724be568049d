import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client';
import { inUse } from '../../messages/language';
import { Page } from '../../ui/page';
import { Failure, Loading, Nothing } from '../../ui/states';
import { Batch } from './batch';
import { Filters, queryOf, type Conditions } from './filters';
import { TaskPanel } from './task-panel';
import { TaskTable } from './task-table';
import './tasks-page.css';

/** How often the list looks for what others have done meanwhile. */
const REFRESH_MS = 15_000;

/** A search begins when one has stopped writing for so long. */
const PAUSE_MS = 250;

/** The work that waits for whoever looks, the most urgent first; the chosen task beside the list. */
export default function TasksPage() {
  const { t } = useTranslation('tasks');
  const { t: frame } = useTranslation();
  const [text, setText] = useState('');
  const q = useSettled(text.trim());
  const [conditions, setConditions] = useState<Conditions>({});
  const [chosen, setChosen] = useState<string>();
  const [selected, setSelected] = useState<readonly string[]>([]);
  const asked = queryOf(q, conditions);
  const found = useInfiniteQuery({
    queryKey: ['tasks', asked, inUse()],
    queryFn: ({ pageParam }) => {
      const query = { limit: 100, ...(pageParam === null ? {} : { cursor: pageParam }), ...asked };
      return bodyOf(api.GET('/api/v1/tasks', { params: { query } }));
    },
    placeholderData: keepPreviousData,
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) > 3 ? false : REFRESH_MS),
  });
  const items = useMemo(() => found.data?.pages.flatMap((page) => page.items) ?? [], [found.data]);
  const current = items.find(({ id }) => id === chosen);
  const narrowed = Object.keys(asked).length > 0;

  return (
    <Page title={t('title')} actions={<Button onClick={() => void found.refetch()}>{frame('refresh')}</Button>}>
      <div className="row" role="search">
        <Filters text={text} onText={setText} conditions={conditions} onChange={setConditions} />
        <span className="quiet" aria-live="polite">
          {t('loaded', { count: items.length })}
        </span>
        {found.hasNextPage && (
          <Button onClick={() => void found.fetchNextPage()} loading={found.isFetchingNextPage}>
            {t('more')}
          </Button>
        )}
      </div>
      {found.isPending && <Loading />}
      {found.isError && <Failure error={found.error} onRetry={() => void found.refetch()} />}
      {found.isSuccess && items.length === 0 && <Nothing>{t(narrowed ? 'noneFound' : 'none')}</Nothing>}
      {items.length > 0 && (
        <Batch tasks={items.filter(({ id }) => selected.includes(id))} onDone={() => setSelected([])} />
      )}
      <div className="tasks">
        {items.length > 0 && (
          <TaskTable
            tasks={items}
            chosen={chosen}
            onChoose={setChosen}
            selected={selected}
            onSelect={setSelected}
            onEnd={() => {
              if (found.hasNextPage && !found.isFetchingNextPage) void found.fetchNextPage();
            }}
          />
        )}
        {current !== undefined && <TaskPanel key={current.id} task={current} onClose={() => setChosen(undefined)} />}
      </div>
    </Page>
  );
}

/** A value once it has stood still for a moment. */
function useSettled(value: string): string {
  const [settled, settle] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => settle(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
