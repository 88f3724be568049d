import type { Training, TrainingFaults } from '../engine/training';
import type { DepartmentDirectory } from './department-directory';

const LONGEST_MS = 3_000;

/** The faults of the department sandbox, switched where it is reached. Only a demo has one. */
export class TrainingDepartments implements Training {
  constructor(private readonly directory: Pick<DepartmentDirectory, 'find'>) {}

  async read(department: string): Promise<TrainingFaults | undefined> {
    const response = await this.ask(department, { method: 'GET' });
    if (response?.ok !== true) return undefined;
    const { slowMs, failRate, breakRate, refuseRate, closed } = (await response.json()) as TrainingFaults;
    return {
      ...(slowMs === undefined ? {} : { slowMs }),
      ...(failRate === undefined ? {} : { failRate }),
      ...(breakRate === undefined ? {} : { breakRate }),
      ...(refuseRate === undefined ? {} : { refuseRate }),
      ...(closed === undefined ? {} : { closed }),
    };
  }

  async set(department: string, faults: TrainingFaults): Promise<boolean> {
    const response = await this.ask(department, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(faults),
    });
    return response?.ok === true;
  }

  private async ask(department: string, init: RequestInit): Promise<Response | undefined> {
    const address = this.directory.find(department);
    if (address === undefined) return undefined;
    const signal = AbortSignal.timeout(LONGEST_MS);
    return fetch(`${address.baseUrl}/faults`, { ...init, signal, redirect: 'error' }).catch(() => undefined);
  }
}
