import type { Text } from '../../core';
import { findText } from './texts';

type Messages = Readonly<Record<string, Text>>;

/** What is said of a department: `department` its name as sentences have it, `call` whom to call. */
export const findDepartmentText = (messages: Messages, what: 'department' | 'call', id: string): Text | undefined =>
  findText(messages, `${what}-${kebab(id)}`);

/** The department's name as sentences have it; its id where nobody has named it. */
export const nameOfDepartment = (messages: Messages, id: string): Text =>
  findDepartmentText(messages, 'department', id) ?? { 'zh-CN': id, en: id };

/** Codes of messages have no capitals: `medicalInsurance` is `department-medical-insurance`. */
const kebab = (id: string): string => id.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
