/** A statement that is put together for one question, with its values. */
export interface Question {
  readonly text: string;
  readonly values: unknown[];
}

/** Takes the values of a statement one by one, and gives back how its text refers to each. */
export class Values {
  readonly all: unknown[] = [];

  add(value: unknown, type: string): string {
    this.all.push(value);
    return `$${this.all.length}::${type}`;
  }
}
