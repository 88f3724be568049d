import { Button, Select } from 'antd';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, NavLink, Outlet } from 'react-router';
import { switchLanguage } from '../messages/i18n';
import { inUse, languages } from '../messages/language';
import { useAccount, useLogout } from '../session/session';
import { appearances } from '../ui/theme';
import { Loading } from '../ui/states';
import { useAppearance } from './appearance';
import './layout.css';
import { pagesFor } from './navigation';

/** The frame around every page: who one is, where one can go, language and appearance. */
export function Layout() {
  const { t } = useTranslation();
  const account = useAccount();
  const logout = useLogout();
  return (
    <>
      <a className="skip" href="#content">
        {t('skipToContent')}
      </a>
      <header className="frame-head">
        <Link to="/" className="brand">
          <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" width="28" height="28" />
          {t('product')}
        </Link>
        <nav aria-label={t('navigation')}>
          <ul>
            {pagesFor(account.role).map(({ path, title }) =>
              title === undefined ? null : (
                <li key={path}>
                  <NavLink to={path} end={false}>
                    {t(title)}
                  </NavLink>
                </li>
              ),
            )}
          </ul>
        </nav>
        <div className="frame-account">
          <Preferences />
          <span className="who" aria-label={t('account')} role="group">
            <strong>{account.name}</strong> <span className="quiet">{t(`role.${account.role}`)}</span>
          </span>
          <Button onClick={() => logout.mutate()} loading={logout.isPending}>
            {t('logout')}
          </Button>
        </div>
      </header>
      <main id="content" tabIndex={-1}>
        <Suspense fallback={<div className="page">{<Loading />}</div>}>
          <Outlet />
        </Suspense>
      </main>
    </>
  );
}

const names = { 'zh-CN': '中文', en: 'English' } as const;

/** Language and appearance; kept in this browser. */
export function Preferences() {
  const { t } = useTranslation();
  const { appearance, choose } = useAppearance();
  return (
    <>
      <Select
        aria-label={t('language')}
        value={inUse()}
        onChange={(language) => void switchLanguage(language)}
        options={languages.map((value) => ({ value, label: names[value] }))}
        popupMatchSelectWidth={false}
      />
      <Select
        aria-label={t('theme')}
        value={appearance}
        onChange={choose}
        options={appearances.map((value) => ({ value, label: t(`theme.${value}`) }))}
        popupMatchSelectWidth={false}
      />
    </>
  );
}
