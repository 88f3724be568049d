import type { Chart } from '../core';
import type { ChartTransition } from '../core/chart';

/**
 * The chart as a Mermaid state diagram: one concurrent part per region. Guards stand in brackets by their name, an
 * arrow without an event is taken by itself. What the arrows do besides (dispatch, timers) is left out.
 */
export function exportMermaid(chart: Chart): string {
  const { definition, regions, states } = chart;
  const parts = regions.map(({ id, step }, index) => {
    const own = Object.entries(states[id]?.states ?? {});
    const numbers = new Map(own.map(([state], at) => [state, `r${index + 1}s${at + 1}`]));
    const named = (state: string): string => numbers.get(state) ?? '';
    const title = definition.steps[step]?.title['zh-CN'] ?? step;
    return [
      `  state ${quoted(`${title} (${id})`)} as r${index + 1} {`,
      ...own.map(([state]) => `    state ${quoted(state)} as ${named(state)}`),
      `    [*] --> ${named(states[id]?.initial ?? '')}`,
      ...own.flatMap(([state, { type, always = [], on = {} }]) => [
        ...always.map((arrow) => arrowText(named(state), named(arrow.target ?? state), undefined, arrow)),
        ...Object.entries(on).map(([event, arrow]) =>
          arrowText(named(state), named(arrow.target ?? state), event.slice(id.length + 1), arrow),
        ),
        ...(type === 'final' ? [`    ${named(state)} --> [*]`] : []),
      ]),
      '  }',
    ].join('\n');
  });
  return [
    'stateDiagram-v2',
    `state ${quoted(`${definition.title['zh-CN']} (${definition.name}@${definition.version})`)} as chart {`,
    parts.join('\n  --\n'),
    '}',
    '',
  ].join('\n');
}

function arrowText(from: string, to: string, event: string | undefined, { guard }: ChartTransition): string {
  const words = [...(event === undefined ? [] : [event]), ...(guard === undefined ? [] : [`[${guard}]`])];
  return `    ${from} --> ${to}${words.length === 0 ? '' : ` : ${plain(words.join(' '))}`}`;
}

/** What Mermaid would take for the end of a text, as its entities. */
const plain = (text: string): string => text.replace(/[#;:"\n]/g, (sign) => `#${sign.charCodeAt(0)};`);

const quoted = (text: string): string => `"${text.replace(/["#;\n]/g, (sign) => `#${sign.charCodeAt(0)};`)}"`;
