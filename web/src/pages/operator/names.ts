import { useQuery } from '@tanstack/react-query';
import { api, bodyOf } from '../../api/client';
import { inUse } from '../../messages/language';

async function readNames(): Promise<ReadonlyMap<string, string>> {
  const [departments, events] = await Promise.all([
    bodyOf(api.GET('/api/v1/departments', { params: { query: { limit: 100 } } })),
    bodyOf(api.GET('/api/v1/definitions')),
  ]);
  const definitions = await Promise.all(
    events.items.map(({ event }) => bodyOf(api.GET('/api/v1/definitions/{event}', { params: { path: { event } } }))),
  );
  return new Map([
    ...definitions.flatMap(({ steps }) => steps.map(({ id, title }) => [`step ${id}`, title] as const)),
    ...departments.items.map(({ id, title }) => [`department ${id}`, title] as const),
  ]);
}

/** What departments and steps are called, by their ids; the id where nothing else is known. */
export function useNames(): (what: 'step' | 'department', id: string) => string {
  const names = useQuery({ queryKey: ['names', inUse()], queryFn: readNames, staleTime: Infinity });
  return (what, id) => names.data?.get(`${what} ${id}`) ?? id;
}
