import { Body, Controller, Get, Inject, Param, Put } from '@nestjs/common';
import type { Training, TrainingFaults } from '../../engine/training';
import { Allow } from '../access/access.decorator';
import { CurrentLanguage } from '../access/asking.decorator';
import { PARTS, type ApiParts } from '../api-parts';
import type { Language } from '../messages/language';
import { notFound } from '../problems/problem';
import { TrainingFaultsRequest } from './training.request';
import type { TrainingDepartmentResponse, TrainingList } from './training.response';

/** Switches for whoever learns how the engine bears what departments do. Outside a demo there are none: 404. */
@Controller('api/v1/training/departments')
export class TrainingController {
  constructor(@Inject(PARTS) private readonly parts: ApiParts) {}

  /** The training departments and how each misbehaves. Only in a demo. */
  @Get()
  @Allow('operator')
  async list(@CurrentLanguage() language: Language): Promise<TrainingList> {
    const training = this.training();
    const read = async (department: string): Promise<TrainingDepartmentResponse[]> => {
      const faults = await training.read(department);
      return faults === undefined ? [] : [this.present(department, faults, language)];
    };
    return { items: (await Promise.all(this.ids().map(read))).flat() };
  }

  /** Makes a training department misbehave, or behave again with an empty body. Only in a demo. */
  @Put(':id')
  @Allow('operator')
  async set(
    @Param('id') id: string,
    @Body() body: TrainingFaultsRequest,
    @CurrentLanguage() language: Language,
  ): Promise<TrainingDepartmentResponse> {
    const training = this.training();
    const faults = faultsOf(body);
    if (!this.ids().includes(id) || !(await training.set(id, faults))) throw notFound();
    this.parts.log.info({ department: id, faults }, 'a training department was told how to misbehave');
    return this.present(id, faults, language);
  }

  private training(): Training {
    const { training } = this.parts;
    if (training === undefined) throw notFound();
    return training;
  }

  private ids(): string[] {
    const steps = this.parts.definitions.all().flatMap((definition) => Object.values(definition.steps));
    return [...new Set(steps.flatMap((step) => (step.kind === 'handler' ? [step.department] : [])))].sort();
  }

  private present(department: string, faults: TrainingFaults, language: Language): TrainingDepartmentResponse {
    return { department, title: this.parts.departmentTitles[department]?.[language] ?? department, faults };
  }
}

/** Null says no more than nothing. */
const faultsOf = ({ slowMs, failRate, breakRate, refuseRate, closed }: TrainingFaultsRequest): TrainingFaults => ({
  ...(slowMs ? { slowMs } : {}),
  ...(failRate ? { failRate } : {}),
  ...(breakRate ? { breakRate } : {}),
  ...(refuseRate ? { refuseRate } : {}),
  ...(closed === true ? { closed } : {}),
});
