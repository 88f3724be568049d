import { gzipSync } from 'node:zlib';
import type { Plugin, Rollup } from 'vite';

type Bundle = Rollup.OutputBundle;
type Chunk = Rollup.OutputChunk;

/** What a first visit may cost, whatever page it begins with: scripts and styles, gzip, without fonts. */
const LIMIT_KB = 400;

/** Measures, for every page, what a browser without cache has to load; the build fails when one costs too much. */
export function limitFirstLoad(): Plugin {
  return {
    name: 'limit-first-load',
    apply: 'build',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
      const entry = chunks.find(({ isEntry }) => isEntry);
      if (entry === undefined) throw new Error('The build has no entry');
      const pages = chunks.filter(({ isDynamicEntry }) => isDynamicEntry);
      const sizes = pages.map((page) => ({
        page: page.name,
        kb: sizeOf(bundle, new Set([...needed(bundle, entry), ...needed(bundle, page)])) / 1024,
      }));
      const dearest = sizes.reduce((most, one) => (one.kb > most.kb ? one : most));
      const told = `first load: ${dearest.kb.toFixed(0)} KB gzip of ${LIMIT_KB} (dearest of ${pages.length} pages: ${dearest.page})`;
      if (dearest.kb > LIMIT_KB) throw new Error(`Too heavy. ${told}`);
      console.log(`One-Thing: web ${told}`);
    },
  };
}

/** A chunk, whatever it imports at once, and their styles. */
function needed(bundle: Bundle, chunk: Chunk, seen = new Set<string>()): Set<string> {
  if (seen.has(chunk.fileName)) return seen;
  seen.add(chunk.fileName);
  for (const css of (chunk as Chunk & { viteMetadata?: { importedCss?: Set<string> } }).viteMetadata?.importedCss ?? [])
    seen.add(css);
  for (const name of chunk.imports) {
    const imported = bundle[name];
    if (imported?.type === 'chunk') needed(bundle, imported, seen);
  }
  return seen;
}

function sizeOf(bundle: Bundle, names: ReadonlySet<string>): number {
  return [...names]
    .map((name) => bundle[name])
    .map((file) => (file === undefined ? '' : file.type === 'chunk' ? file.code : file.source))
    .reduce((sum, content) => sum + gzipSync(content).length, 0);
}
