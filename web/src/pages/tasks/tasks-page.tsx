import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client';
import { inUse } from '../../messages/language';
import { useAccount } from '../../session/session';
import { Page } from '../../ui/page';
import { Failure, Loading, Nothing } from '../../ui/states';
import { Batch } from './batch';
import type { Task } from './task';
import { TaskPanel } from './task-panel';
import { TaskTable } from './task-table';
import './tasks-page.css';

/** How often the list looks for what others have done meanwhile. */
const REFRESH_MS = 15_000;

const statuses = ['open', 'claimed', 'completed', 'refused', 'passedOn'] as const;
const levels = ['warning', 'yellow', 'red'] as const;

interface Conditions {
  readonly department?: string | undefined;
  readonly status?: (typeof statuses)[number] | undefined;
  readonly level?: (typeof levels)[number] | undefined;
  readonly text: string;
}

/** The work that waits for whoever looks, the most urgent first; the chosen task beside the list. */
export default function TasksPage() {
  const { t } = useTranslation('tasks');
  const { t: frame } = useTranslation();
  const { departments } = useAccount();
  const [conditions, setConditions] = useState<Conditions>({ text: '' });
  const [chosen, setChosen] = useState<string>();
  const [selected, setSelected] = useState<readonly string[]>([]);
  const { department, status, level, text } = conditions;
  const found = useInfiniteQuery({
    queryKey: ['tasks', department, status, inUse()],
    queryFn: ({ pageParam }) => {
      const query = {
        limit: 100,
        ...(pageParam === null ? {} : { cursor: pageParam }),
        ...(department === undefined ? {} : { department }),
        ...(status === undefined ? {} : { status }),
      };
      return bodyOf(api.GET('/api/v1/tasks', { params: { query } }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) > 3 ? false : REFRESH_MS),
  });
  const all = found.data?.pages.flatMap((page) => page.items) ?? [];
  const items = all.filter((task) => fits(task, level, text.trim().toLowerCase()));
  const current = all.find(({ id }) => id === chosen);
  const change = (more: Partial<Conditions>) => setConditions({ ...conditions, ...more });

  return (
    <Page title={t('title')} actions={<Button onClick={() => void found.refetch()}>{frame('refresh')}</Button>}>
      <div className="row" role="search">
        <Input
          type="search"
          className="task-search"
          aria-label={t('search')}
          placeholder={t('search')}
          value={text}
          onChange={({ target }) => change({ text: target.value })}
        />
        {departments.length > 1 && (
          <Select
            aria-label={t('department')}
            placeholder={t('department')}
            allowClear
            value={department}
            onChange={(value) => change({ department: value })}
            options={departments.map((value) => ({ value, label: value }))}
            popupMatchSelectWidth={false}
          />
        )}
        <Select
          aria-label={t('status')}
          placeholder={t('status.current')}
          allowClear
          value={status}
          onChange={(value) => change({ status: value })}
          options={statuses.map((value) => ({ value, label: frame(`status.${value}`) }))}
          popupMatchSelectWidth={false}
        />
        <Select
          aria-label={t('level')}
          placeholder={t('level')}
          allowClear
          value={level}
          onChange={(value) => change({ level: value })}
          options={levels.map((value) => ({ value, label: t(`level.${value}`) }))}
          popupMatchSelectWidth={false}
        />
        <span className="quiet" aria-live="polite">
          {t('loaded', { count: all.length })}
        </span>
        {found.hasNextPage && (
          <Button onClick={() => void found.fetchNextPage()} loading={found.isFetchingNextPage}>
            {t('more')}
          </Button>
        )}
      </div>
      {found.isPending && <Loading />}
      {found.isError && <Failure error={found.error} onRetry={() => void found.refetch()} />}
      {found.isSuccess && items.length === 0 && <Nothing>{t(all.length === 0 ? 'none' : 'noneFound')}</Nothing>}
      {items.length > 0 && (
        <Batch tasks={all.filter(({ id }) => selected.includes(id))} onDone={() => setSelected([])} />
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

const fits = ({ caseNumber, title, level }: Task, wanted: string | undefined, text: string): boolean =>
  (wanted === undefined || level === wanted) && `${caseNumber} ${title}`.toLowerCase().includes(text);
