import type { LifeEvent, TaskStep } from './definition';

/** Codes of reasons, questions and advice: stable words that may stand in history. */
export const CODE = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** People choose from what is written here: it must be there, and be codes. */
export function taskDefects({ onRefusal, escalation, fourEyes }: TaskStep): string[] {
  const { roles = [], questions = [], advice = [] } = escalation ?? {};
  const lists = escalation === undefined ? [] : Object.entries({ roles, questions, advice });
  const empty = lists.filter(([, list]) => list.length === 0).map(([word]) => `escalation has no ${word}`);
  const codes = [...Object.keys(onRefusal.codes), ...questions, ...advice];
  const bad = codes.filter((code) => !CODE.test(code));
  // Advice against ends the step: with it one person alone would refuse what two are to decide.
  const both = fourEyes === true && escalation !== undefined ? ['has fourEyes and escalation: one or the other'] : [];
  return [...empty, ...both, ...bad.map((code) => `code "${code}" must be lower-case words joined by "-"`)];
}

export function formDefects({ forms = {}, steps }: LifeEvent): string[] {
  return Object.keys(forms)
    .filter((id) => steps[id]?.kind !== 'task')
    .map((id) => `step "${id}": has a form, but is no task`);
}

/** A signal that is kept for a time that is none would be lost as it comes. */
export const signalDefects = ({ signals }: LifeEvent): string[] =>
  Object.entries(signals)
    .filter(([, { keepDays = 1 }]) => !Number.isInteger(keepDays) || keepDays < 1)
    .map(([name, { keepDays }]) => `signal "${name}": keepDays must be a whole number from 1, not ${keepDays}`);
