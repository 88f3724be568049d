import { ApiProperty } from '@nestjs/swagger';

/** One of the answers that a choice offers. */
export class ChoiceResponse {
  /** What is sent. @example "natural" */
  value: string;

  /** What is shown, in the caller's language. */
  title: string;
}

/** When a field is asked at all: paths are of the form, from its root. */
export class AskedWhenResponse {
  /** Another field of the form. @example "marriage.status" */
  field?: string;

  /** Asked when that field has this value. */
  is?: string;

  /** Asked when that field, a time, lies so many days back. */
  olderThanDays?: number;

  /** Asked when this field or section is left out. */
  missing?: string;
}

/** A field of a form, or a section with fields of its own. */
export class FormFieldResponse {
  /** Its name in the body. @example "bornAt" */
  name: string;

  /** Its path in the case record. @example "birth.bornAt" */
  path: string;

  /** What it takes. */
  @ApiProperty({
    enum: ['text', 'number', 'choice', 'yesNo', 'moment', 'idNumber', 'phone', 'digits', 'section', 'list'],
  })
  kind: 'text' | 'number' | 'choice' | 'yesNo' | 'moment' | 'idNumber' | 'phone' | 'digits' | 'section' | 'list';

  /** What it is called, in the caller's language. */
  title: string;

  /** What helps to fill it in. */
  hint?: string;

  /** It may be left out. */
  optional: boolean;

  /** It is asked only then; always when absent. */
  askedWhen?: AskedWhenResponse;

  /** Of a choice: what it offers. */
  choices?: ChoiceResponse[];

  /** Of a number: the least. Of a list: how many entries at least. */
  from?: number;

  /** Of a number: the most. Of a list: how many entries at most. */
  to?: number;

  /** Of a text: how many characters at most. */
  longest?: number;

  /** Of a section, and of every entry of a list: its fields. */
  @ApiProperty({ type: () => [FormFieldResponse], required: false })
  fields?: FormFieldResponse[];
}

/** What the form can be filled in with from a department's register. */
export class FormQueryResponse {
  /** Its name: `POST /life-events/{event}/queries/{name}`. @example "mother" */
  name: string;

  /** What it does, as a button says. */
  title: string;

  /** Why it may be asked. */
  purpose: string;

  /** What the department is called whose register it is. */
  department: string;

  /** Fields it is asked by, by path: a number and the name that belongs to it. */
  asks: string[];

  /** Fields of the form that it may fill in, by path. */
  brings: string[];
}

/** A form as a page draws it, and what the fields of the case record are called. */
export class FormResponse {
  /** The life event. */
  event: string;

  /** Title in the caller's language. */
  title: string;

  /** Version of the definition. */
  version: number;

  /** Roles that may send it; absent for a task, which is whose the task is. */
  by?: string[];

  /** What is asked, in order. */
  fields: FormFieldResponse[];

  /** What every field of the case record is called, by path, in the caller's language. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } })
  titles: Readonly<Record<string, string>>;

  /** Of the form of a report: the registers that the caller may ask while filling it in. */
  queries: FormQueryResponse[];
}
