import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { definitions } from '../../workflows/registry';
import { InvalidScenario } from '../simulator/read-scenario';
import type { SimulationResult } from '../simulator/simulate';
import { simulateScenario, type SimulateRequest } from './simulate-scenario';

const folder = mkdtempSync(join(tmpdir(), 'simulate-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, content: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

function told(request: SimulateRequest): string {
  const lines: string[] = [];
  simulateScenario(request, definitions, (line) => lines.push(line));
  return lines.join('\n');
}

const short = { from: '2026-09-07', until: '2026-09-08', cases: 20 };
const asJson = (request: SimulateRequest): SimulationResult & { seconds: number; peakMb: number } =>
  JSON.parse(told({ ...request, json: true })) as SimulationResult & { seconds: number; peakMb: number };

describe('one-thing simulate', () => {
  it('plays the scenario of an event, with what the command line says instead', () => {
    const departments = file('departments.json', { police: { answerTime: { kind: 'constant', value: 1 } } });
    const arrivals = file('arrivals.txt', '2026-09-07T09:00:00+08:00\n2026-09-08T09:00:00+08:00\n');
    const {
      scenario,
      events,
      departments: all,
      seconds,
    } = asJson({ event: 'newborn', ...short, departments, arrivals, seed: 5 });
    expect(scenario).toMatchObject({ from: '2026-09-07', until: '2026-09-08', seed: 5 });
    expect(events['newborn']?.arrived).toBe(2);
    expect([all['police']?.clerks, all['humanResources']?.clerks]).toEqual([null, 2]);
    expect(seconds).toBeGreaterThan(0);
  });

  it('tells people what came of it, and writes the report', () => {
    const html = join(folder, 'report.html');
    expect(told({ ...short, html })).toMatch(
      /newborn: \d+ cases; [\s\S]*householdRegistration [\s\S]* police +4 [\s\S]*Report: /,
    );
    expect(readFileSync(html, 'utf8').startsWith('<!doctype html>')).toBe(true);
  });

  it.each<[SimulateRequest, string]>([
    [{ event: 'wedding' }, 'there is no life event "wedding"'],
    [{ scenario: join(folder, 'nowhere.json') }, '--scenario cannot be read'],
    [{ scenario: file('broken.json', '{') }, 'is no JSON'],
    [{ event: 'newborn', scenario: file('other.json', { events: {} }) }, 'says nothing of "newborn"'],
    [{ event: 'newborn', arrivals: join(folder, 'none.txt') }, 'arrivals cannot be read'],
    [{ event: 'newborn', departments: file('list.json', []) }, '/departments'],
    [{ event: 'newborn', until: 'today' }, '/until'],
  ])('refuses %j', (request, says) => {
    expect(() => told(request)).toThrow(InvalidScenario);
    expect(() => told(request)).toThrow(says);
  });
});
