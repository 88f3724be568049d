import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The cases, codes and tasks that pages are about. */
export interface Places {
  /** A case that waits for a name. */
  readonly waiting: string;
  readonly code: string;
  /** A case that is held up by an incident. */
  readonly held: string;
  /** A case that the health department has sent back to the family. */
  readonly wrong: string;
  readonly correction: string;
}

/**
 * Every page there is, in one place: by its route, as `web/src/app/navigation.ts` and the controllers of `src/pages` have
 * it, with what it is called in pictures and where it is found. A route that is missing here fails the test.
 */
export const staffPages: Readonly<Record<string, { readonly name: string; readonly at: (places: Places) => string }>> =
  {
    '/births/new': { name: 'new-birth', at: () => '/births/new' },
    '/tasks': { name: 'tasks', at: () => '/tasks' },
    '/cases': { name: 'cases', at: () => '/cases' },
    '/cases/:id/print': { name: 'print', at: ({ waiting }) => `/cases/${waiting}/print` },
    '/cases/:id': { name: 'case', at: ({ held }) => `/cases/${held}` },
    '/incidents': { name: 'incidents', at: () => '/incidents' },
    '/departments': { name: 'departments', at: () => '/departments' },
    '/queues': { name: 'queues', at: () => '/queues' },
    '/definitions': { name: 'definitions', at: () => '/definitions' },
    '/keys': { name: 'keys', at: () => '/keys' },
    '/audit': { name: 'audit', at: () => '/audit' },
    '/training': { name: 'training', at: () => '/training' },
  };

export const familyPages: Readonly<Record<string, { readonly name: string; readonly at: (places: Places) => string }>> =
  {
    '/': { name: 'start', at: () => '/' },
    '/login': { name: 'login', at: () => '/login' },
    '/t': { name: 'code-unknown', at: () => '/t?code=1' },
    '/t/:code': { name: 'track', at: ({ code }) => `/t/${code}` },
    '/t/:code/receipt': { name: 'receipt', at: ({ code }) => `/t/${code}/receipt` },
    '/my': { name: 'my', at: () => '/my' },
    '/my/:id': { name: 'my-case', at: ({ waiting }) => `/my/${waiting}` },
    '/my/:id/documents': { name: 'documents', at: ({ waiting }) => `/my/${waiting}/documents` },
    '/my/:id/disclosures': { name: 'disclosures', at: ({ waiting }) => `/my/${waiting}/disclosures` },
    '/my/:id/withdraw': { name: 'withdraw', at: ({ waiting }) => `/my/${waiting}/withdraw` },
    '/my/:id/signals/:signal/:subject': { name: 'signal', at: ({ waiting }) => `/my/${waiting}/signals/nameChosen/1` },
    '/my/:id/corrections/:task': {
      name: 'correction',
      at: ({ wrong, correction }) => `/my/${wrong}/corrections/${correction}`,
    },
  };

const root = join(__dirname, '../..');
const quoted = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, found]) => found ?? '');

/** The routes of the consoles, as their navigation has them. */
export const staffRoutes = (): string[] =>
  quoted(readFileSync(join(root, 'web/src/app/navigation.ts'), 'utf8'), /path: '([^']+)'/g);

/** What families can open, as the controllers have it: files that a page loads are none. */
export function familyRoutes(): string[] {
  const folder = join(root, 'src/pages');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.includes('controller') && !file.startsWith('frame'))
    .flatMap((file) => {
      const text = readFileSync(join(folder, file), 'utf8');
      const [base = ''] = quoted(text, /@Controller\('?([^')]*)'?\)/g);
      const paths = quoted(text, /@Get\('?([^')]*)'?\)/g);
      return paths.map((path) => `/${[base, path].filter((part) => part !== '').join('/')}`);
    });
}
