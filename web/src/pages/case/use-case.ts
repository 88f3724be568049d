import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api, bodyOf, type Schema } from '../../api/client';
import { ProblemError } from '../../api/problem';
import { inUse } from '../../messages/language';

export type Case = Schema<'InstanceResponse'>;

/** While nobody tells of changes, one looks for them so often. */
const LOOK_MS = 3_000;

/** Whether this case is followed live: every change is told, and everything that is shown of it is asked for anew. */
export function useLive(id: string): boolean {
  const queries = useQueryClient();
  const [live, setLive] = useState(false);
  useEffect(() => {
    const stream = new EventSource(`/api/v1/instances/${id}/stream`);
    stream.onopen = () => setLive(true);
    stream.onerror = () => setLive(false);
    stream.addEventListener('changed', () => void queries.invalidateQueries({ queryKey: ['case', id] }));
    return () => stream.close();
  }, [id, queries]);
  return live;
}

const looking = (live: boolean) => ({ refetchInterval: live ? (false as const) : LOOK_MS });

export function useCase(id: string, live: boolean) {
  return useQuery({
    queryKey: ['case', id, 'case', inUse()],
    queryFn: () => bodyOf(api.GET('/api/v1/instances/{id}', { params: { path: { id } } })),
    ...looking(live),
  });
}

export function useExplanation(id: string, live: boolean) {
  return useQuery({
    queryKey: ['case', id, 'explain'],
    queryFn: () => bodyOf(api.GET('/api/v1/instances/{id}/explain', { params: { path: { id } } })),
    ...looking(live),
  });
}

export function useChart(id: string, event: string | undefined, live: boolean) {
  return useQuery({
    queryKey: ['case', id, 'chart', inUse()],
    queryFn: () =>
      bodyOf(
        api.GET('/api/v1/definitions/{event}/chart', {
          params: { path: { event: event ?? '' }, query: { instance: id, lang: inUse() } },
        }),
      ),
    enabled: event !== undefined,
    ...looking(live),
  });
}

export function useHistory(id: string) {
  return useInfiniteQuery({
    queryKey: ['case', id, 'history'],
    queryFn: ({ pageParam }) =>
      bodyOf(
        api.GET('/api/v1/instances/{id}/history', {
          params: { path: { id }, query: { limit: 100, ...(pageParam === null ? {} : { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
}

/** Open incidents of the case; only operators, supervisors and auditors may see them. */
export function useIncidents(id: string, live: boolean) {
  return useQuery({
    queryKey: ['case', id, 'incidents'],
    queryFn: () => bodyOf(api.GET('/api/v1/incidents', { params: { query: { instance: id, limit: 100 } } })),
    ...looking(live),
  });
}

/** The form by which this case can be corrected, and whose that is; null where its life event lets nothing be corrected. */
export function useCorrections({ event, definitionVersion: version }: Case) {
  return useQuery({
    queryKey: ['corrections', event, version, inUse()],
    queryFn: () =>
      bodyOf(
        api.GET('/api/v1/definitions/{event}/form', {
          params: { path: { event }, query: { of: 'correction', version } },
        }),
      ).catch((error: unknown) => {
        if (error instanceof ProblemError && error.problem.status === 404) return null;
        throw error;
      }),
    staleTime: Infinity,
  });
}

/** What was corrected in the case, and what has changed because of that. */
export function useChanges(id: string, live: boolean) {
  return useQuery({
    queryKey: ['case', id, 'changes', inUse()],
    queryFn: () => bodyOf(api.GET('/api/v1/instances/{id}/changes', { params: { path: { id } } })),
    ...looking(live),
  });
}

/** Everything that is shown of a case is asked for anew. */
export function useRefreshCase(id: string): () => void {
  const queries = useQueryClient();
  return () => void queries.invalidateQueries({ queryKey: ['case', id] });
}
