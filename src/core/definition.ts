import type { RegisterQuery } from './register-query';
import type { Condition, FactValue, Facts } from './condition';
import type { FieldWords } from './form-fields';
import type { Limit } from './limit';
import type { RetryPolicy } from './retry-policy';
import type { Text } from './text';

/**
 * The definition language as data. Authors write it with the functions of `language.ts`; everything else (validation,
 * the chart, the API, the prover) reads what stands here.
 */

/** A field of the case record by path, such as `mother.idNumber`; `child.…` is the field of the subject at hand. */
export type FieldPath = string;

/** Roles that hold keys to the API (CONTRACT.md). */
export type Role =
  | 'hospital'
  | 'departmentStaff'
  | 'departmentSystem'
  | 'socialSecurityStaff'
  | 'citizen'
  | 'entrepreneur'
  | 'agent'
  | 'supervisor'
  | 'auditor'
  | 'catalogueAdmin'
  | 'operator';

/** What becomes of a step that cannot or need not be done. Every way but `askApplicant` ends the step. */
export type Ending =
  | { readonly kind: 'notApplicable'; readonly reason: string }
  | { readonly kind: 'skip'; readonly reason: string }
  | { readonly kind: 'handToCounter'; readonly reason: string };

/** What a department's refusal means for the case. */
export type RefusalPolicy =
  Ending | { readonly kind: 'refuse' } | { readonly kind: 'askApplicant' } | { readonly kind: 'stopCase' };

/**
 * What must have happened before a step starts. `completed`: it is done. `everyCompleted`: for each subject it has
 * ended and for at least one it is done. `settled`: it has ended, in whatever way.
 */
export interface Need {
  readonly step: string;
  readonly how: 'completed' | 'everyCompleted' | 'settled';
}

/** How a call with unknown outcome may be repeated. A step that says none of these does not load. */
export type Repeat = 'sameKeySameAnswer' | 'askByKey' | 'byHandOnly';

interface StepParts {
  readonly title: Text;
  /** One run of the step per subject of this name (twins, shareholders). */
  readonly per?: string;
  readonly needs: readonly Need[];
  /** Tried in order before the step starts: the first condition that holds ends the step in that way. */
  readonly unless: readonly { readonly when: Condition; readonly ending: Ending }[];
  /** What becomes of the step when something it needs has ended without being done. */
  readonly onUnmetNeed: Ending;
  /** Fields it may see; `?` at the end marks one that may be unknown. Nothing else leaves the case record. */
  readonly reads: readonly FieldPath[];
  /** Fields it brings. */
  readonly writes: readonly FieldPath[];
}

/** The time limits of a step, and who hears of it when they are not kept. */
interface LimitedParts {
  readonly limit: { readonly legal: Limit; readonly promised?: Limit };
  /** Warns so many working days before the promise ends; 1 when left out, never more than were promised. */
  readonly warnDays?: number;
  /** Who is told of a warning and of a limit that has passed; the supervisor when left out. */
  readonly escalateTo?: Role;
}

/** Why an effect stays, as a code, and the matter by which the department is told of it instead. */
export interface CannotUndo {
  readonly reason: string;
  /** `department.verbNoun` of the same department; nobody is told when left out. */
  readonly notice?: string;
}

/** Machine work: one call of one department. */
export interface HandlerStep extends StepParts, LimitedParts {
  readonly kind: 'handler';
  readonly department: string;
  /** The department's matter, `verbNoun`. */
  readonly matter: string;
  /** 事项编码 of the matter. */
  readonly matterCode: string;
  /** The law that entitles the department to the fields it reads; stands in every disclosure entry. */
  readonly legalBasis: string;
  /** Proofs that the matter asks for, by name, each already replaced by a data query, check or statement. */
  readonly proofs: readonly string[];
  readonly retry: RetryPolicy;
  readonly repeat: Repeat;
  readonly onRefusal: { readonly codes: Readonly<Record<string, RefusalPolicy>>; readonly otherwise: RefusalPolicy };
  /**
   * The matter that undoes it, `department.verbNoun` of the same department. Without it, and without `cannotUndo`, it
   * leaves nothing to undo.
   */
  readonly undo?: string;
  /** Said of a step whose effect stays when it is taken back. */
  readonly cannotUndo?: CannotUndo;
  /**
   * The matter that puts its result right when a field it has read changes, `department.verbNoun` of the same
   * department. Without it a person of the department does so.
   */
  readonly amend?: string;
  /** Set on a follow-up: the step whose result it completes. Follow-ups are not matters of their own on screen. */
  readonly completes?: string;
}

/** Whom the holder of a task may ask before deciding, and in which words. All of them are codes, shown by messages. */
export interface Escalation {
  /** Roles that may be asked. */
  readonly roles: readonly Role[];
  /** What they may be asked. */
  readonly questions: readonly string[];
  /** What they may answer. Advice against refuses the step, with the advice as its reason. */
  readonly advice: readonly string[];
}

/** Work for a person: a task with a form in the task list of a role or department. */
export interface TaskStep extends StepParts, LimitedParts {
  readonly kind: 'task';
  readonly department: string;
  readonly role: Role;
  /** A decision is a proposal until a second and different person confirms it. */
  readonly fourEyes?: true;
  /** Undefined: nobody else can be asked. */
  readonly escalation?: Escalation;
  readonly onRefusal: { readonly codes: Readonly<Record<string, RefusalPolicy>>; readonly otherwise: RefusalPolicy };
}

/** A timer of a wait: so many days after a date field of the record, at 09:00 in Asia/Shanghai. */
export interface WaitTimer {
  readonly id: string;
  readonly days: number;
  readonly after: FieldPath;
  readonly then: { readonly remind: Role } | { readonly set: Facts } | 'end';
}

/** Waits for a signal from outside, or for a date. Not a matter; never counted in the progress. */
export interface WaitStep extends StepParts {
  readonly kind: 'wait';
  readonly signal?: string;
  readonly timers: readonly WaitTimer[];
  /** Facts that hold once the wait is over. */
  readonly learns: Facts;
  /** What a signal means that comes before the wait has begun or after it is over. */
  readonly otherwise: 'defer' | 'ignore' | 'reject';
}

export type Step = HandlerStep | TaskStep | WaitStep;

/** What a trigger form gives: everything the case starts with. */
export interface Beginning {
  /** The case record: nested fields by name; subjects as a list under their own key. */
  readonly record: Readonly<Record<string, unknown>>;
  readonly facts: Facts;
  /** Facts of each subject, in order, under the bare name (`nameChosen`). */
  readonly subjectFacts: readonly Facts[];
  /** What makes two reports one case; hashed before it is stored. */
  readonly businessKey: readonly string[];
  /** Persons who may see the case as theirs, by their document number; stored as a blind index only. */
  readonly persons: readonly { readonly relation: string; readonly idNumber: string }[];
}

/** One defect of a form: where, which, and what to say. */
export interface Defect {
  readonly pointer: string;
  readonly code: string;
  readonly message: Text;
}

export interface SignalDefinition {
  /** Roles that may send it. */
  readonly by: readonly Role[];
  /** A class with class-validator rules; what it checks is the body of the signal. */
  readonly form: new () => object;
  /** Rules that need the case's facts (already bound to the subject, bare names), beyond the form. */
  readonly check: (body: never, facts: Facts) => Defect[];
  /** Fields for the case record, by path. */
  readonly fields: (body: never) => Readonly<Record<FieldPath, unknown>>;
  /** How many days one that comes before its case is kept for it; 30 when left out. */
  readonly keepDays?: number;
}

/** What may be put right in a case after it was accepted, and by whom (更正). It changes no fact and no timer. */
export interface CorrectionsDefinition extends Omit<SignalDefinition, 'keepDays' | 'check'> {
  /** Rules beyond the form: those that need the case's facts (bound to the subject, bare names), or the time. */
  readonly check: (body: never, facts: Facts, now: Date) => Defect[];
  /** The fields that may change, by path: some of those that the trigger provides. */
  readonly provides: readonly FieldPath[];
  /** Those of them that may be added where they are not known, and not be changed. */
  readonly adds?: readonly FieldPath[];
}

/** What completing a task asks for: the body of the decision is checked as a whole by the form. */
export type TaskForm = Omit<SignalDefinition, 'by' | 'keepDays'>;

/**
 * A property that must hold in every run, proven before the definition is used. `before`: the second does not start
 * before the first is done, or need not be. `atMostOnce`: it is not done a second time. `never`: it does not start while
 * `when` holds. A `before` with `when` speaks of cases in which the condition holds.
 */
export type Property =
  | { readonly before: readonly [string, string]; readonly when?: Condition }
  | { readonly never: string; readonly when: Condition }
  | { readonly atMostOnce: string };

/** What makes two reports one case, small enough to be told by somebody who has not sent the report. */
export interface CaseAddress {
  /** A class with class-validator rules. */
  readonly form: new () => object;
  /** The same parts, in the same order and spelling, as `Beginning.businessKey` of the case that is meant. */
  readonly businessKey: (form: never) => readonly string[];
}

export interface LifeEvent extends Partial<LimitedParts> {
  readonly name: string;
  readonly version: number;
  readonly title: Text;
  /** The letters in its case numbers. */
  readonly numberPrefix: string;
  readonly trigger: {
    readonly by: readonly Role[];
    readonly form: new () => object;
    /** Fields that the form brings, by path; `?` at the end marks one that may be missing. */
    readonly provides: readonly FieldPath[];
    /** Of a field that may be missing: it is surely there when this holds of the case's facts. */
    readonly knownWhen?: Readonly<Record<FieldPath, Condition>>;
    /** Rules across fields, on a form that is valid field by field. */
    readonly check: (form: never, now: Date) => Defect[];
    readonly begin: (form: never, now: Date) => Beginning;
    /** How a signal says which case it means, also before there is one; when left out, only by the case's id. */
    readonly address?: CaseAddress;
    /** What the form can be filled in with from registers, by name. */
    readonly queries?: Readonly<Record<string, RegisterQuery>>;
  };
  /** What the fields of the record are called on screen, by path. */
  readonly words?: Readonly<Record<FieldPath, FieldWords>>;
  /** What is repeated: the word used in paths, the list in the record, and how many there may be. */
  readonly subject?: { readonly name: string; readonly list: string; readonly atMost: number };
  /**
   * Whose name the public view of a case shows, masked, so that a family knows its receipt, and a list of drafts, so that
   * they are told apart; nobody's when left out.
   */
  readonly publicName?: FieldPath;
  /** Every fact a condition may ask about, with all the values it can have. */
  readonly facts: Readonly<Record<string, readonly FactValue[]>>;
  readonly signals: Readonly<Record<string, SignalDefinition>>;
  /** Undefined: nothing of a case can be put right once it was accepted. */
  readonly corrections?: CorrectionsDefinition;
  readonly steps: Readonly<Record<string, Step>>;
  /** Forms of tasks, by step; a task without one takes the fields it writes as plain values. */
  readonly forms?: Readonly<Record<string, TaskForm>>;
  readonly always: readonly Property[];
  /** What moving a case here from an earlier version needs to be told. */
  readonly migrates?: Migrates;
}

/** How cases of an earlier version are carried over, where the two versions alone do not say it. */
export interface Migrates {
  /** Endings that are called otherwise here, as `step ending` of the earlier version: `issue manual:counter`. */
  readonly states?: Readonly<Record<string, string>>;
  /** What holds in cases of the earlier version of each fact that it did not know, by declared name. */
  readonly facts?: Facts;
}
