import {
  buildChart,
  correctableChart,
  InvalidDefinitionError,
  reversibleChart,
  type Chart,
  type LifeEvent,
} from '../core';

/** The definitions this process knows, with their charts laid out once per number of subjects. */
export class Definitions {
  private readonly byKey = new Map<string, LifeEvent>();
  private readonly newest = new Map<string, LifeEvent>();
  private readonly charts = new Map<string, Chart>();

  constructor(definitions: readonly LifeEvent[]) {
    for (const definition of definitions) {
      const key = `${definition.name}@${definition.version}`;
      if (this.byKey.has(key))
        throw new InvalidDefinitionError(definition.name, [`version ${definition.version} stands twice`]);
      this.byKey.set(key, definition);
      const newest = this.newest.get(definition.name);
      if (newest === undefined || newest.version < definition.version) this.newest.set(definition.name, definition);
    }
  }

  all(): LifeEvent[] {
    return [...this.byKey.values()];
  }

  find(event: string): LifeEvent | undefined {
    return this.newest.get(event);
  }

  knows(event: string, version: number): boolean {
    return this.byKey.has(`${event}@${version}`);
  }

  get(event: string, version: number): LifeEvent {
    const definition = this.byKey.get(`${event}@${version}`);
    if (definition === undefined) throw new InvalidDefinitionError(event, [`version ${version} is not known here`]);
    return definition;
  }

  chart(event: string, version: number, subjects: number): Chart {
    const key = `${event}@${version}/${subjects}`;
    let chart = this.charts.get(key);
    if (chart === undefined) {
      chart = correctableChart(reversibleChart(buildChart(this.get(event, version), subjects)));
      this.charts.set(key, chart);
    }
    return chart;
  }

  /** The same, undefined for a version that is not known here and for numbers of subjects that no case has. */
  findChart(event: string, version: number, subjects: number): Chart | undefined {
    const isPossible = Number.isInteger(subjects) && subjects >= 0 && subjects < 100;
    return isPossible && this.knows(event, version) ? this.chart(event, version, subjects) : undefined;
  }

  /** The charts of every version of a life event that is known here, by version. */
  chartsOf(event: string, subjects: number): (version: number) => Chart | undefined {
    return (version) => (this.knows(event, version) ? this.chart(event, version, subjects) : undefined);
  }
}
