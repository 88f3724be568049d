import { en } from './en';
import { languageOf } from './language';
import { zhCN } from './zh-CN';

it.each([
  [undefined, 'zh-CN'],
  ['', 'zh-CN'],
  ['en', 'en'],
  ['en-GB,en;q=0.9,zh;q=0.8', 'en'],
  ['zh-TW,en;q=0.5', 'zh-CN'],
  ['fr, en;q=0.2', 'en'],
  ['fr', 'zh-CN'],
  ['en;q=0', 'zh-CN'],
  ['*;q=0.1, en;q=x', 'zh-CN'],
  [',;q=;;'.repeat(10_000), 'zh-CN'],
])('Accept-Language %p chooses %s', (header, language) => {
  expect(languageOf(header)).toBe(language);
});

it('says everything in both languages', () => {
  expect(Object.keys(en).sort()).toEqual(Object.keys(zhCN).sort());
});
