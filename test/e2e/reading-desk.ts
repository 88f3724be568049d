import 'reflect-metadata';
import { IsIn, IsInt, IsString, Min } from 'class-validator';
import { askApplicant, lifeEvent, loadDefinition, refuse, task, wait, workingDays } from '../../src/core';
import { readerTrigger } from './reading-card';

/** What the officer fills in to let somebody read. */
class ReadingLevel {
  /** The level. */
  @IsIn(['A', 'B'])
  level: string;

  /** How many books. */
  @IsInt()
  @Min(1)
  books: number;
}

/** A word from outside. */
class Word {
  /** The word. */
  @IsString()
  word: string;
}

const heard = { by: ['hospital' as const], form: Word, check: () => [], fields: () => ({}) };
const limit = workingDays(3);
const words = { 'zh-CN': '一级读者不得借多本', en: 'A reader of level A gets one book' };

/** A small life event whose tasks are filled in, asked about, corrected and decided by two: for tests of the edge. */
export const readingDesk = loadDefinition(
  lifeEvent({
    name: 'reading-desk',
    version: 1,
    title: { 'zh-CN': '办理阅览', en: 'A place at the reading desk' },
    numberPrefix: 'RD',
    trigger: readerTrigger,
    signals: { knock: heard, wave: heard },
    steps: {
      examine: task({
        title: { 'zh-CN': '审核', en: 'Examination' },
        department: 'library',
        role: 'departmentStaff',
        limit,
        reads: ['reader.name', 'reader.address'],
        writes: ['desk.level', 'desk.books'],
        form: {
          form: ReadingLevel,
          check: ({ level, books }: ReadingLevel) =>
            level === 'A' && books > 1 ? [{ pointer: '/books', code: 'too-many-books', message: words }] : [],
          fields: ({ level, books }: ReadingLevel) => ({ 'desk.level': level, 'desk.books': books }),
        },
        onRefusal: { 'address-doubtful': askApplicant, 'too-young': refuse, otherwise: refuse },
        escalation: {
          roles: ['supervisor'],
          questions: ['is-this-lawful'],
          advice: ['precedent-exists', 'not-lawful'],
        },
      }),
      grant: task({
        title: { 'zh-CN': '决定', en: 'Decision' },
        department: 'library',
        role: 'departmentStaff',
        limit,
        needs: ['examine'],
        reads: ['reader.name'],
        writes: ['desk.number'],
        onRefusal: { 'desk-full': refuse, otherwise: refuse },
        fourEyes: true,
      }),
      knock: wait({
        title: { 'zh-CN': '敲门', en: 'A knock' },
        needs: ['examine'],
        signal: 'knock',
        otherwise: 'reject',
      }),
      wave: wait({ title: { 'zh-CN': '招手', en: 'A wave' }, needs: ['examine'], signal: 'wave', otherwise: 'ignore' }),
    },
  }),
);
