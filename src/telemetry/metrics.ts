import { Gauge, Registry } from 'prom-client';
import type { DepartmentGates } from '../engine/department-gates';
import type { Telemetry } from '../engine/telemetry';
import type { WorkloadReader } from '../engine/workload';
import { EngineMetrics } from './engine-metrics';
import { showGates } from './gate-gauges';
import { processMetrics } from './process-metrics';
import { WorkloadGauges } from './workload-gauges';

interface Connections {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

/** What a scrape shows beside what the engine has counted. */
interface Shown {
  readonly workload: WorkloadReader;
  readonly gates: Pick<DepartmentGates, 'standing'>;
  readonly departments: readonly string[];
  /** The pool of database connections. */
  readonly connections: Connections;
  readonly version: string;
  /** Which backend carries the queues. */
  readonly queue: string;
  readonly definitions: readonly { readonly name: string; readonly version: number }[];
}

/** The metrics of one product, in a registry of its own. */
export class Metrics {
  private readonly registry = new Registry();
  private workload: WorkloadGauges | undefined;
  /** Counts from the start. */
  readonly engine: Telemetry = new EngineMetrics(this.registry);
  readonly contentType: string = this.registry.contentType;

  /** What is to be shown, once all of it is there. */
  show(shown: Shown): void {
    const { workload, gates, departments, connections } = shown;
    this.workload = new WorkloadGauges(workload, departments, this.registry);
    showGates(gates, departments, this.registry);
    this.showConnections(connections);
    this.showVersions(shown);
  }

  /** The page for Prometheus. What cannot be read just now is not on it. */
  async page(): Promise<string> {
    await this.workload?.refresh();
    return Registry.merge([this.registry, processMetrics()]).metrics();
  }

  private showConnections(pool: Connections): void {
    const connections = new Gauge({
      name: 'one_thing_connections',
      help: 'Database connections of the engine, and who waits for one',
      labelNames: ['state'],
      registers: [],
      collect: () => {
        connections.set({ state: 'busy' }, pool.totalCount - pool.idleCount);
        connections.set({ state: 'idle' }, pool.idleCount);
        connections.set({ state: 'waiting' }, pool.waitingCount);
      },
    });
    this.registry.registerMetric(connections);
  }

  private showVersions({ version, queue, definitions }: Shown): void {
    const registers = [this.registry];
    const product = new Gauge({
      name: 'one_thing_info',
      help: 'Versions and queue backend of this process',
      labelNames: ['version', 'node', 'queue'],
      registers,
    });
    product.set({ version, node: process.version, queue }, 1);
    const known = new Gauge({
      name: 'one_thing_definition_info',
      help: 'Versions of life events that this process knows',
      labelNames: ['event', 'version'],
      registers,
    });
    for (const { name, version: number } of definitions) known.set({ event: name, version: String(number) }, 1);
  }
}
