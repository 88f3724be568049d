import 'reflect-metadata';
import { Type } from 'class-transformer';
import { IsDefined, IsString, MinLength, ValidateNested } from 'class-validator';
import {
  askApplicant,
  fact,
  lifeEvent,
  loadDefinition,
  patiently,
  refuse,
  skip,
  step,
  task,
  wait,
  when,
  workingDays,
  type Beginning,
  type Role,
} from '../../src/core';

/** Who wants to read. */
export class Reader {
  /** Name of the reader. */
  @IsString()
  @MinLength(2)
  name: string;

  /** Document number of the reader. */
  @IsString()
  @MinLength(4)
  idNumber: string;

  /** Where the card is sent. */
  @IsString()
  @MinLength(2)
  address: string;
}

/** The form of the small life event below. */
export class CardWanted {
  /** Who wants to read. */
  @IsDefined()
  @ValidateNested()
  @Type(() => Reader)
  reader: Reader;
}

/** What the reader says about the book. */
export class BookChosen {
  /** Title of the book. */
  @IsString()
  @MinLength(1)
  title: string;
}

const limit = workingDays(3);

/** Somebody wants to read: how the small life events for tests of the edge begin. */
export const readerTrigger = {
  by: ['hospital', 'citizen'] as Role[],
  form: CardWanted,
  provides: ['reader.name', 'reader.idNumber', 'reader.address'],
  check: () => [],
  begin: ({ reader: { name, idNumber, address } }: CardWanted): Beginning => ({
    record: { reader: { name, idNumber, address } },
    facts: {},
    subjectFacts: [],
    businessKey: [idNumber],
    persons: [{ relation: 'reader', idNumber }],
  }),
};

/** A small life event with a task of a department, a correction, a wait and a machine step: for tests of the edge. */
export const readingCard = loadDefinition(
  lifeEvent({
    name: 'reading-card',
    version: 1,
    title: { 'zh-CN': '办理借书证', en: 'A reading card' },
    numberPrefix: 'RC',
    trigger: {
      ...readerTrigger,
      begin: (form: CardWanted) => ({ ...readerTrigger.begin(form), facts: { wantsBook: true } }),
    },
    facts: { wantsBook: [true, false] },
    signals: {
      bookChosen: {
        by: ['citizen', 'hospital'],
        form: BookChosen,
        check: () => [],
        fields: ({ title }: BookChosen) => ({ 'book.title': title }),
      },
    },
    steps: {
      card: step('library.issueCard', {
        title: { 'zh-CN': '借书证', en: 'Card' },
        matterCode: '999900009901',
        legalBasis: 'test',
        limit,
        reads: ['reader.name', 'reader.address'],
        writes: ['reader.cardNumber'],
        repeat: 'sameKeySameAnswer',
        retry: { ...patiently, attempts: 1 },
        onRefusal: { 'address-unknown': askApplicant, otherwise: refuse },
      }),
      interview: task({
        title: { 'zh-CN': '面谈', en: 'Interview' },
        department: 'culture',
        role: 'departmentStaff',
        limit,
        reads: ['reader.name'],
        writes: ['reader.level'],
        onRefusal: { 'too-young': refuse, otherwise: refuse },
      }),
      bookChosen: wait({
        title: { 'zh-CN': '等待选书', en: 'Waiting for a book' },
        unless: [when(fact('wantsBook', false), skip('no-book-wanted'))],
        signal: 'bookChosen',
        otherwise: 'reject',
        writes: ['book.title'],
      }),
    },
  }),
);
