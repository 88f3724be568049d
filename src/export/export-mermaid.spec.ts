import { newborn } from '../../workflows/newborn/newborn.workflow';
import { buildChart, type Chart } from '../core';
import { card, permit } from '../prover/testing/small-definitions';
import { small } from '../prover/testing/words';
import { exportMermaid } from './export-mermaid';

/** What the grammar of Mermaid's state diagrams has and we use; the text of an arrow ends with its line. */
const LINES = {
  first: /^stateDiagram-v2$/,
  open: /^ *state "((?:[^"#;]|#\d+;)*)" as (\w+) \{$/,
  state: /^ *state "((?:[^"#;]|#\d+;)*)" as (\w+)$/,
  arrow: /^ *(\[\*\]|\w+) --> (\[\*\]|\w+)(?: : ((?:[^:;"#]|#\d+;)+))?$/,
  divider: /^ *--$/,
  close: /^ *\}$/,
};

// Mermaid's entities: `#58;` is a colon.
const decoded = (text: string): string =>
  text.replace(/#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));

/** The arrows of the diagram, each as `region: from --text--> to`. Throws at a line that is no Mermaid. */
function read(text: string): { arrows: string[]; dividers: number; titles: string[] } {
  const names = new Map<string, string>([['[*]', '*']]);
  const arrows: string[] = [];
  const titles: string[] = [];
  let [depth, dividers] = [0, 0];
  for (const line of text.trimEnd().split('\n')) {
    const [kind, pattern] = Object.entries(LINES).find(([, one]) => one.test(line)) ?? [];
    if (pattern === undefined) throw new Error(`not Mermaid: ${line}`);
    const [, one = '', two = '', three] = pattern.exec(line) ?? [];
    if (kind === 'open') {
      depth += 1;
      titles.push(decoded(one));
    } else if (kind === 'close') depth -= 1;
    else if (kind === 'divider') dividers += 1;
    else if (kind === 'state') {
      if (names.has(two)) throw new Error(`${two} is named twice`);
      names.set(two, decoded(one));
    } else if (kind === 'arrow') {
      const label = three === undefined ? '' : decoded(three);
      arrows.push(`${titles.at(-1)}: ${names.get(one)} --${label}--> ${names.get(two)}`);
    }
  }
  expect(depth).toBe(0);
  return { arrows, dividers, titles };
}

function arrowsOf(chart: Chart): string[] {
  return chart.regions.flatMap(({ id, step }) => {
    const title = `${chart.definition.steps[step]?.title['zh-CN']} (${id})`;
    return [
      `${title}: * ----> waiting`,
      ...Object.entries(chart.states[id]?.states ?? {}).flatMap(([state, { type, always = [], on = {} }]) => [
        ...always.map(({ guard, target }) => `${title}: ${state} --[${guard}]--> ${target}`),
        ...Object.entries(on).map(
          ([event, { target }]) => `${title}: ${state} --${event.slice(id.length + 1)}--> ${target ?? state}`,
        ),
        ...(type === 'final' ? [`${title}: ${state} ----> *`] : []),
      ]),
    ];
  });
}

it.each([
  ['newborn with twins', newborn, 2],
  ['a library card', small(card), 2],
  ['a permit', small(permit), 1],
])('draws every state and arrow of %s and no other', (_, definition, subjects) => {
  const chart = buildChart(definition, subjects);
  const { arrows, dividers, titles } = read(exportMermaid(chart));
  expect(arrows).toEqual(arrowsOf(chart));
  expect(titles).toHaveLength(chart.regions.length + 1);
  expect(dividers).toBe(chart.regions.length - 1);
});

it('a title with what Mermaid takes for its own signs does not break the diagram', () => {
  const title = { 'zh-CN': '“一件事”; "全部" #1: 办结', en: 'all' };
  const { titles } = read(exportMermaid(buildChart({ ...small(card), title }, 1)));
  expect(titles[0]).toBe('“一件事”; "全部" #1: 办结 (small@1)');
});
