import type { Clock } from '../clock';
import { freshGate, incidentBetween, type Gate } from '../department-gate';
import { defaultPolicy, type DepartmentPolicy } from '../department-policy';
import type { GateAndPolicy, GateStore } from '../gate-store';

/** Gates in memory, with the incidents that they have opened. */
export class MemoryGates implements GateStore {
  readonly policies = new Map<string, DepartmentPolicy>();
  readonly gates = new Map<string, Gate>();
  readonly incidents: { readonly department: string; open: boolean }[] = [];
  /** Statements that a database would have had to run. */
  changes = 0;

  constructor(private readonly clock: Clock) {}

  load(): Promise<{ departments: ReadonlyMap<string, GateAndPolicy>; now: number }> {
    const departments = new Set([...this.policies.keys(), ...this.gates.keys()]);
    const known = new Map([...departments].map((department) => [department, this.find(department)]));
    return Promise.resolve({ departments: known, now: this.clock.now().getTime() });
  }

  change(
    department: string,
    change: (gate: Gate, policy: DepartmentPolicy, now: number) => Gate,
  ): Promise<GateAndPolicy> {
    this.changes += 1;
    const { gate: before, policy } = this.find(department);
    const gate = change(before, policy, this.clock.now().getTime());
    this.gates.set(department, gate);
    const incident = incidentBetween(before, gate);
    if (incident === 'opens') this.incidents.push({ department, open: true });
    if (incident === 'closes') for (const one of this.incidents) if (one.department === department) one.open = false;
    return Promise.resolve({ gate, policy });
  }

  private find(department: string): GateAndPolicy {
    return {
      gate: this.gates.get(department) ?? freshGate,
      policy: this.policies.get(department) ?? defaultPolicy,
    };
  }
}
