import { civilDate, type LifeEvent } from '../core';

/** The number a case is known by on screen and on paper: event, day of acceptance, running number. */
export function caseNumber(definition: LifeEvent, startedAt: Date, number: string | number): string {
  return `${definition.numberPrefix}-${civilDate(startedAt).replaceAll('-', '')}-${String(number).padStart(7, '0')}`;
}

/** The running number in a case number, or undefined when it is none. */
export function parseCaseNumber(text: string): string | undefined {
  return /^[A-Z]{2}-\d{8}-0*(\d{1,18})$/.exec(text.trim().toUpperCase())?.[1];
}
