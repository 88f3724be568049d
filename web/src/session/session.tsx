import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { api, bodyOf, onSessionOver, type Schema } from '../api/client';
import { ProblemError } from '../api/problem';
import type { Role } from './roles';

/** Who is logged in. */
export type Account = Omit<Schema<'SignedInResponse'>, 'role'> & { readonly role: Role };

const KEY = ['session'] as const;

async function whoAmI(): Promise<Account | null> {
  try {
    return (await bodyOf(api.GET('/api/v1/session'))) as Account;
  } catch (error) {
    if (error instanceof ProblemError && error.problem.status === 401) return null;
    throw error;
  }
}

/** Who is logged in; null for nobody. */
export function useSession() {
  return useQuery({ queryKey: KEY, queryFn: whoAmI, staleTime: Infinity, retry: false });
}

export function useLogin() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (body: { login: string; password: string }) =>
      (await bodyOf(api.POST('/api/v1/session', { body }))) as Account,
    onSuccess: (account) => {
      forgetEverything(queries);
      queries.setQueryData(KEY, account);
    },
  });
}

/** Ends the session here and on the server; nothing that was shown stays in this browser, nor where it was shown. */
export function useLogout() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: () => api.DELETE('/api/v1/session'),
    onSettled: () => {
      forgetEverything(queries);
      void navigate('/', { replace: true });
      queries.setQueryData(KEY, null);
    },
  });
}

/** Notices, whatever page is open, that the server knows this session no more. */
export function useSessionWatch(): void {
  const queries = useQueryClient();
  useEffect(
    () =>
      onSessionOver(() => {
        if (queries.getQueryData(KEY) == null) return;
        forgetEverything(queries);
        queries.setQueryData(KEY, null);
      }),
    [queries],
  );
}

function forgetEverything(queries: ReturnType<typeof useQueryClient>): void {
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== KEY[0] });
  sessionStorage.clear();
}

const Current = createContext<Account | undefined>(undefined);

export function AccountProvider({ account, children }: { readonly account: Account; readonly children: ReactNode }) {
  return <Current value={account}>{children}</Current>;
}

/** The account that a page is shown to; pages exist behind the login only. */
export function useAccount(): Account {
  const account = useContext(Current);
  if (account === undefined) throw new Error('A page of the consoles is shown behind the login only');
  return account;
}
