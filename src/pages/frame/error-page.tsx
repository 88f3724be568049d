import { textOf } from '../../api/messages/texts';
import type { Problem } from '../../api/problems/problem';
import type { WordCode } from '../messages/zh-CN';
import { Page } from './page';
import type { Visit } from './visit';

interface Told {
  readonly title: WordCode;
  /** Without it, the problem's own words are used. */
  readonly text?: WordCode;
  readonly advice?: readonly [text: WordCode, address: string];
}

const BY_STATUS: Readonly<Record<number, Told>> = {
  400: { title: 'error-400-title', text: 'error-400', advice: ['error-400-do', '/my'] },
  401: { title: 'error-401-title', text: 'error-401', advice: ['error-401-do', '/my'] },
  403: { title: 'error-403-title', text: 'error-403', advice: ['error-403-do', '/login'] },
  404: { title: 'error-404-title', text: 'error-404', advice: ['error-404-do', '/'] },
  405: { title: 'error-404-title', text: 'error-404', advice: ['error-404-do', '/'] },
  409: { title: 'error-409-title', advice: ['error-409-do', '/my'] },
  429: { title: 'error-429-title', text: 'error-429' },
};
const OF_CALLER: Told = { title: 'error-400-title' };
const OF_SERVER: Told = { title: 'error-500-title', text: 'error-500' };

/** What went wrong, in words, and what to do about it. */
export function ErrorPage({ visit, problem }: { readonly visit: Visit; readonly problem: Problem }) {
  const { say, language, requestId } = visit;
  const { status, code } = problem;
  const { title, text, advice } = BY_STATUS[status] ?? (status >= 500 ? OF_SERVER : OF_CALLER);
  return (
    <Page visit={visit} title={say(title)}>
      <h1>{say(title)}</h1>
      <p>{text === undefined ? textOf(code)[language] : say(text)}</p>
      <h2>{say('error-what-to-do')}</h2>
      <ul>
        {advice !== undefined && (
          <li>
            <a href={advice[1]}>{say(advice[0])}</a>
          </li>
        )}
        <li>
          <a href="/">{say('error-to-start')}</a>
        </li>
      </ul>
      <p class="quiet">
        {say('error-number')}: <code>{requestId}</code>
      </p>
    </Page>
  );
}
