const OTHER = 'other';

/**
 * Keeps the values of a label few, for codes that come from outside: a department that sends a new one each time must
 * not fill the memory. The first so many stand for themselves, whatever comes later is `other`.
 */
export class FewValues {
  private readonly known = new Set<string>();

  constructor(private readonly most: number) {}

  of(value: string): string {
    if (this.known.has(value)) return value;
    if (this.known.size >= this.most) return OTHER;
    this.known.add(value);
    return value;
  }
}
