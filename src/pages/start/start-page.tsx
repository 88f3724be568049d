import { Page } from '../frame/page';
import type { Visit } from '../frame/visit';

/** What this is, a box for the tracking code, and the ways to log in. */
export function StartPage({ visit, isCodeWrong = false }: { readonly visit: Visit; readonly isCodeWrong?: boolean }) {
  const { say } = visit;
  return (
    <Page visit={{ ...visit, path: '/' }} title={say('start-title')}>
      <h1>{say('start-title')}</h1>
      <p class="big">{say('site-says')}</p>
      <p>{say('start-about')}</p>
      <section class="next" aria-labelledby="track">
        <h2 id="track">{say('start-track')}</h2>
        <form action="/t" method="get" novalidate>
          <p>
            <label for="code">{say('start-code')}</label>
            <span class="hint" id="code-hint">
              {say('start-code-hint')}
            </span>
            {isCodeWrong && (
              <span class="fault" id="code-fault">
                {say('start-code-wrong')}
              </span>
            )}
            <input
              id="code"
              name="code"
              type="text"
              autocomplete="off"
              autocapitalize="characters"
              spellcheck={false}
              maxLength={40}
              aria-describedby={isCodeWrong ? 'code-hint code-fault' : 'code-hint'}
              aria-invalid={isCodeWrong ? 'true' : undefined}
            />
          </p>
          <p>
            <button class="button">{say('start-show')}</button>
          </p>
        </form>
      </section>
      <section aria-labelledby="citizens">
        <h2 id="citizens">{say('start-citizens')}</h2>
        <p>{say('start-citizens-about')}</p>
        <p>
          <a class="button second" href="/my">
            {say('menu-login')}
          </a>
        </p>
      </section>
      <section aria-labelledby="staff">
        <h2 id="staff">{say('start-staff')}</h2>
        <p>{say('start-staff-about')}</p>
        <p>
          <a class="button second" href="/console/">
            {say('start-console')}
          </a>
        </p>
      </section>
    </Page>
  );
}
