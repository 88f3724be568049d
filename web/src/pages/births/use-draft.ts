import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Schema } from '../../api/client';
import { DraftKeeper, keepingOf, type Keeping } from './draft-keeper';

/** A keeper for the form on this page, and how far it is. It saves what is left when the page goes. */
export function useDraft(
  event: string,
  draft: Schema<'WholeDraftResponse'> | undefined,
  onBegun: (id: string) => void,
): { readonly keeper: DraftKeeper; readonly keeping: Keeping } {
  const queries = useQueryClient();
  const [keeping, setKeeping] = useState<Keeping>(() => keepingOf(draft));
  const [keeper] = useState(() => new DraftKeeper(draft, event, setKeeping, onBegun));
  useEffect(() => {
    const leave = (): void => void keeper.flush(true);
    const warn = (leaving: BeforeUnloadEvent): void => {
      if (keeper.isStuck) leaving.preventDefault();
    };
    window.addEventListener('pagehide', leave);
    window.addEventListener('beforeunload', warn);
    return () => {
      window.removeEventListener('pagehide', leave);
      window.removeEventListener('beforeunload', warn);
      void keeper.flush().then(() => queries.invalidateQueries({ queryKey: ['drafts'] }));
    };
  }, [keeper, queries]);
  return { keeper, keeping };
}
