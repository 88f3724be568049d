import type { DemoAccount } from '../../api/demo/demo-accounts';
import { textOf } from '../../api/messages/texts';
import type { Problem } from '../../api/problems/problem';
import { Page } from '../frame/page';
import type { Visit } from '../frame/visit';

interface LoginPageParts {
  readonly visit: Visit;
  readonly next: string;
  readonly login?: string;
  /** What was typed did not do. */
  readonly isAgain?: boolean;
  readonly problem?: Problem | undefined;
  readonly news?: string | undefined;
  readonly demo: readonly DemoAccount[];
}

export function LoginPage({ visit, next, login = '', isAgain = false, problem, news, demo }: LoginPageParts) {
  const { say, language } = visit;
  const fault = isAgain ? (problem === undefined ? say('login-both') : textOf(problem.code)[language]) : undefined;
  return (
    <Page visit={{ ...visit, path: '/login' }} title={say('login-title')}>
      <h1>{say('login-title')}</h1>
      <p>{say('login-about')}</p>
      {news !== undefined && <p class="next yours">{news}</p>}
      <form method="post" action="/login" novalidate>
        <input type="hidden" name="next" value={next} />
        {fault !== undefined && (
          <p class="fault" id="login-fault" role="alert">
            {fault}
          </p>
        )}
        <p>
          <label for="login">{say('login-name')}</label>
          <input
            id="login"
            name="login"
            type="text"
            autocomplete="username"
            autocapitalize="none"
            spellcheck={false}
            maxLength={100}
            value={login}
            aria-describedby={fault === undefined ? undefined : 'login-fault'}
            aria-invalid={fault === undefined ? undefined : 'true'}
          />
        </p>
        <p>
          <label for="password">{say('login-password')}</label>
          <input
            id="password"
            name="password"
            type="password"
            autocomplete="current-password"
            maxLength={200}
            aria-describedby={fault === undefined ? undefined : 'login-fault'}
            aria-invalid={fault === undefined ? undefined : 'true'}
          />
        </p>
        <p>
          <button class="button">{say('menu-login')}</button>
        </p>
      </form>
      {demo.length > 0 && (
        <section class="next" aria-labelledby="demo">
          <h2 id="demo">{say('login-demo')}</h2>
          <p>{say('login-demo-about')}</p>
          {demo.map((account) => (
            <form key={account.login} method="post" action="/login">
              <input type="hidden" name="next" value={next} />
              <input type="hidden" name="login" value={account.login} />
              <input type="hidden" name="password" value={account.password} />
              <button class="button second">{say('login-demo-as', { name: account.name })}</button>
            </form>
          ))}
        </section>
      )}
    </Page>
  );
}
