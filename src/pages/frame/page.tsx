import type { ComponentChildren } from 'preact';
import { scriptAddress, style } from './assets';
import { FONTS_FILE } from './fonts';
import { FormToken } from './form-token';
import type { Visit } from './visit';

export interface PageParts {
  readonly visit: Visit;
  readonly title: string;
  /** Where the browser hears of changes; the page then fetches itself again. */
  readonly follows?: string;
  readonly children: ComponentChildren;
}

/** The frame of every page: menu, switches for language and size, content, foot. */
export function Page({ visit, title, follows, children }: PageParts) {
  const { say, language, isLarge, formToken } = visit;
  return (
    <html lang={language} class={isLarge ? 'large' : undefined}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>{`${title} · ${say('site-name')}`}</title>
        <style dangerouslySetInnerHTML={{ __html: style }} />
        <link rel="icon" href="data:," />
        <noscript>
          <link rel="stylesheet" href={`/pages/${FONTS_FILE}`} />
        </noscript>
        <script src={scriptAddress} defer />
      </head>
      <body>
        <a class="skip" href="#content">
          {say('skip-to-content')}
        </a>
        <header class="top">
          <div class="wide">
            <a class="name" href="/">
              {say('site-name')}
            </a>
            <nav aria-label={say('main-menu')}>
              <ul class="menu">
                <li>
                  <a href="/my">{say('menu-my')}</a>
                </li>
                {formToken !== undefined && (
                  <li>
                    <form method="post" action="/logout">
                      <FormToken visit={visit} />
                      <button class="link">{say('menu-logout')}</button>
                    </form>
                  </li>
                )}
              </ul>
            </nav>
            <Switches visit={visit} />
          </div>
        </header>
        <main id="content" tabIndex={-1} data-follows={follows} data-news={say('changed-now')}>
          <div class="wide">{children}</div>
        </main>
        <p id="news" class="unseen" role="status" aria-live="polite" />
        <footer class="foot">
          <p class="wide">{say('page-foot')}</p>
        </footer>
      </body>
    </html>
  );
}

function Switches({ visit: { say, language, isLarge, path } }: { readonly visit: Visit }) {
  const other = language === 'en' ? 'zh-CN' : 'en';
  return (
    <form class="switches" method="post" action="/preferences" aria-label={say('settings')}>
      <input type="hidden" name="back" value={path} />
      <button class="link" name="language" value={other} lang={other}>
        {say('other-language')}
      </button>
      <button class="link" name="print" value={isLarge ? 'normal' : 'large'}>
        {say(isLarge ? 'normal-size' : 'larger')}
      </button>
    </form>
  );
}
