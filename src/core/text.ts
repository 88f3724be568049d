/** A text that people read, in both languages of the product. */
export interface Text {
  readonly 'zh-CN': string;
  readonly en: string;
}
