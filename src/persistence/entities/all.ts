import { ApiKeyEntity } from './api-key.entity';
import { HistoryEntity } from './history.entity';
import { IncidentEntity } from './incident.entity';
import { InstanceEntity } from './instance.entity';
import { StepExecutionEntity } from './step-execution.entity';

/** Every entity, listed by name: nothing is found by a file pattern. */
export const entities: (new () => object)[] = [
  ApiKeyEntity,
  HistoryEntity,
  IncidentEntity,
  InstanceEntity,
  StepExecutionEntity,
];
