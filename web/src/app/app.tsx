import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { BrowserRouter, Navigate, Route, Routes, useLocation } from 'react-router';
import { ProblemError } from '../api/problem';
import LoginPage from '../pages/login/login-page';
import { AccountProvider, useSession, useSessionWatch } from '../session/session';
import { Page } from '../ui/page';
import { Failure, Loading } from '../ui/states';
import { AppearanceProvider } from './appearance';
import { Broken } from './broken';
import { Layout, Preferences } from './layout';
import { pagesFor } from './navigation';

/** What the server refuses it refuses again; what did not come through may come the next time. */
const mayPass = (error: unknown): boolean => !(error instanceof ProblemError) || error.problem.status === 0;

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (failures, error) => failures < 2 && mayPass(error),
    },
  },
});

export function App() {
  return (
    <QueryClientProvider client={queries}>
      <AppearanceProvider>
        <Broken>
          <BrowserRouter basename={import.meta.env.BASE_URL}>
            <Consoles />
          </BrowserRouter>
        </Broken>
      </AppearanceProvider>
    </QueryClientProvider>
  );
}

/** The login where nobody is logged in, else the pages that the role may open. */
function Consoles() {
  const session = useSession();
  useSessionWatch();
  if (session.isPending) return <Loading />;
  if (session.isError) return <Failure error={session.error} onRetry={() => void session.refetch()} />;
  if (session.data === null) return <LoginPage preferences={<Preferences />} />;

  const pages = pagesFor(session.data.role);
  const first = pages.find(({ title }) => title !== undefined);
  return (
    <AccountProvider account={session.data}>
      <Suspense>
        <Routes>
          <Route element={<Layout />}>
            <Route index element={first === undefined ? <Elsewhere /> : <Navigate to={first.path} replace />} />
            {pages.map(({ path, page: Content }) => (
              <Route key={path} path={path} element={<Content />} />
            ))}
            <Route path="*" element={<NotFound />} />
          </Route>
        </Routes>
      </Suspense>
    </AccountProvider>
  );
}

function Elsewhere() {
  const { t } = useTranslation();
  return (
    <Page title={t('home.elsewhere')}>
      <p>{t('home.elsewhereHint')}</p>
      <p>
        <a href="/my">{t('home.elsewhereLink')}</a>
      </p>
    </Page>
  );
}

function NotFound() {
  const { t } = useTranslation();
  const { key } = useLocation();
  return (
    <Page key={key} title={t('failure.notFound')}>
      <p>{t('failure.notFoundHint')}</p>
    </Page>
  );
}
