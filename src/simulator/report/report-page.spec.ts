import { makeScenario } from '../read-scenario';
import { counterScenario, officeHours, playAt, testDefinitions } from '../testing/counter';
import { reportPage } from './report-page';
import { words } from './words';

const times = Array.from({ length: 60 }, (_, n) => `2026-03-02T09:${String(n).padStart(2, '0')}`);
const title = { 'zh-CN': '<大厅>', en: 'Hall & "co"' };
const scenario = counterScenario({ clerks: 1, hours: officeHours, title });
const page = reportPage(playAt(times, scenario), {
  scenario: makeScenario(JSON.parse(JSON.stringify(scenario)), testDefinitions),
  definitions: testDefinitions,
});

describe('the report', () => {
  it('needs no network and no script', () => {
    const outside = /<script|<link|<img|@import|url\((?!#)|\son\w+=|https?:/i;
    expect(page.replace(/xmlns(:\w+)?="[^"]*"/g, '').match(outside)).toBeNull();
  });

  it('says everything in both languages', () => {
    const [chinese, english] = ['zh-CN', 'en'].map((lang) => page.split(`<span lang="${lang}">`).length);
    expect(chinese).toBe(english);
    expect(page.includes(`<span lang="zh-CN">${words.oneMore['zh-CN']}</span>`)).toBe(true);
    expect(page.match(/undefined|NaN|\{unit\}/)).toBeNull();
  });

  it('shows names as text, whatever is in them', () => {
    const shown = ['&#60;大厅&#62;', 'Hall &#38; &#34;co&#34;', '<大厅>'].map((name) => page.includes(name));
    expect(shown).toEqual([true, true, false]);
  });

  it('draws the distribution, the two runs and the queue in colours that follow light and dark', () => {
    const charts = page.match(/<svg[\s\S]*?<\/svg>/g) ?? [];
    expect(charts).toHaveLength(3);
    for (const chart of charts) {
      expect(chart.includes('var(--accent)')).toBe(true);
      // What only cuts off has no colour that anybody sees.
      const seen = chart.replace(/<clipPath[\s\S]*?<\/clipPath>/g, '');
      expect(seen.match(/(fill|stroke)="(#|rgb)[^"]*"/g) ?? []).toEqual([]);
    }
  });

  it('says so where nobody waits', () => {
    const calm = playAt(['2026-03-02T09:00'], scenario);
    const named = { scenario: makeScenario(JSON.parse(JSON.stringify(scenario)), testDefinitions), definitions: [] };
    expect(reportPage(calm, named).includes(words.noBottleneck.en)).toBe(true);
  });
});
