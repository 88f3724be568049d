/** The one door to the core. */
export type { Text } from './text';
export { InvalidDefinitionError, InvariantError, PermanentFailure } from './failure';
export { fact, not, all, any, holds, type Condition, type Facts, type FactValue } from './condition';
export { immediately, workingDays, type Limit } from './limit';
export {
  clockDates,
  isPaused,
  lastFrozenDay,
  levelOn,
  levels,
  openPause,
  pauseClock,
  resumeClock,
  specialProcedures,
  standsStill,
  workingDaysLeft,
  type Clock,
  type ClockDates,
  type ClockLimits,
  type Level,
  type Pause,
  type PauseCode,
  type SpecialProcedure,
} from './clock';
export { patiently, planRetry, type RetryPolicy } from './retry-policy';
export type { RegisterQuery } from './register-query';
export type {
  Beginning,
  CannotUndo,
  CaseAddress,
  CorrectionsDefinition,
  Defect,
  Ending,
  Escalation,
  FieldPath,
  HandlerStep,
  LifeEvent,
  Property,
  RefusalPolicy,
  Role,
  SignalDefinition,
  Step,
  TaskForm,
  TaskStep,
  WaitStep,
  WaitTimer,
} from './definition';
export {
  askApplicant,
  atMostOnce,
  before,
  cannotUndo,
  every,
  handToCounter,
  learn,
  lifeEvent,
  never,
  notApplicable,
  refuse,
  remind,
  settled,
  skip,
  step,
  stopCase,
  task,
  until,
  wait,
  when,
} from './language';
export { findDefects, loadDefinition } from './validate-definition';
export { buildChart, refusalEvent, regionId, subjectFact, timerEvent, type Chart, type Region } from './chart';
export { machineConfig } from './compile-machine';
export { beginChart, moveChart, readState, type ChartEvent, type StateText, type Transition } from './transition';
export type { Effect } from './effect';
export { migrateState, takeBackMigration, type Migration } from './migrate-state';
export { hasEnded, openCauses, openNeeds } from './open-needs';
export { amendFact, CORRECTED } from './amend-mark';
export { factsOfAmendment, type CorrectionRefusal } from './amending';
export { departmentOwes, isLeft, isMatter, outcomeOf, readRegion, type Outcome, type StepStatus } from './outcome';
export { judgeCorrection, type PlannedCorrection } from './plan-correction';
export {
  judgeReversal,
  reversalRefusals,
  type AskedReversal,
  type PlannedReversal,
  type ReversalRefusal,
} from './plan-reversal';
export { correctableChart } from './correctable-chart';
export { reversibleChart } from './reversible-chart';
export {
  actIn,
  matterOf,
  readsOf,
  REVERSAL,
  reversalKinds,
  REVERSED,
  type Act,
  type ReversalKind,
  TAKEN_BACK,
  undoFact,
  wayBack,
} from './taking-back';
export {
  absolutePath,
  changedFields,
  foldRecord,
  MissingFieldError,
  projectFields,
  toRecordPart,
  valueAt,
  type CaseRecord,
  type Fields,
  type RecordPart,
} from './record';
export {
  addDays,
  buildCalendar,
  civilDate,
  daysOf,
  deadline,
  instantOn,
  isCivilDate,
  officialCalendar,
  type CivilDate,
  type DayKind,
  type Deadline,
  type OfficialCalendar,
  type WorkingDayCalendar,
} from './calendar';
export {
  findCalendarDefects,
  FIRST_YEAR,
  LAST_YEAR,
  type CalendarDefect,
  type CalendarYear,
  type CalendarYearVersion,
} from './calendar-year';
export { addDuration, parseDuration } from './duration';
export {
  describeField,
  formFields,
  type AskedWhen,
  type FieldKind,
  type FieldWords,
  type FormField,
} from './form-fields';
