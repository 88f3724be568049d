import type { Browser, Page } from 'playwright-core';
import { consoleFolder } from '../../src/wiring/version';
import { describeInBrowser, openBrowser } from '../support/browser';
import { createWorld, type World } from '../e2e/api-world';
import { readingDesk } from '../e2e/reading-desk';
import { figure } from './scale';

/** Scrolls a clerk's list of so many open tasks from top to bottom and tells how long frames took. */
const wanted = figure(10_000);
const PASSWORD = 'a long password of the tests';
jest.setTimeout(900_000);

interface Scrolled {
  readonly frames: readonly number[];
  readonly longTasks: readonly number[];
  readonly seconds: number;
}

/** Copies of one case with its open task, each due a minute after the one before. What no list reads is left out. */
async function copyCase({ dataSource }: World, id: string, times: number): Promise<void> {
  const insert = async (table: string, key: string, instead: Readonly<Record<string, string>>): Promise<void> => {
    const columns = await dataSource.query<{ name: string }[]>(
      `select column_name as name from information_schema.columns
       where table_schema = 'public' and table_name = $1 and is_generated = 'NEVER'`,
      [table],
    );
    const names = columns.map(({ name }) => name);
    const values = names.map((name) => instead[name] ?? `t.${name}`);
    await dataSource.query(
      `insert into ${table} (${names.join(', ')}) overriding system value
       select ${values.join(', ')} from ${table} t, generate_series(1, ${times}) n where t.${key} = $1`,
      [id],
    );
  };
  const copied = `md5('case ' || n)::uuid`;
  await insert('instance', 'id', {
    ...{ id: copied, number: 't.number + 1000 + n', tracking_code: `upper(substr(md5('code ' || n), 1, 16))` },
    business_key: `decode(md5('key ' || n) || md5('key ' || n), 'hex')`,
  });
  await insert('step_execution', 'instance_id', {
    instance_id: copied,
    due_at: `t.due_at + n * interval '1 minute'`,
  });
  await dataSource.query('analyze');
}

/** Turns the wheel once a frame, as somebody does who wants to get to the end, until nothing more comes. */
function scrollToEnd(page: Page, count: number): Promise<Scrolled> {
  return page.evaluate(async (all) => {
    const holder = document.querySelector('.ant-table-tbody-virtual-holder');
    if (holder === null) throw new Error('The list is not virtual');
    const frames: number[] = [];
    const longTasks: number[] = [];
    new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: 'longtask',
    });
    const began = performance.now();
    let last = began;
    const isDone = (): boolean =>
      document.querySelector('[role=search] [aria-live]')?.textContent.includes(String(all)) === true &&
      holder.scrollTop + holder.clientHeight >= holder.scrollHeight - 2;
    await new Promise<void>((resolve, reject) => {
      const frame = (now: number): void => {
        frames.push(now - last);
        last = now;
        if (isDone()) return resolve();
        if (now - began > 600_000) return reject(new Error('The end of the list was not reached'));
        holder.dispatchEvent(new WheelEvent('wheel', { deltaY: 600, bubbles: true, cancelable: true }));
        requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    });
    return { frames: frames.slice(1), longTasks, seconds: (performance.now() - began) / 1000 };
  }, count);
}

const percentile = (values: readonly number[], part: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * part)] ?? 0;

describeInBrowser('a long list of tasks', () => {
  let world: World;
  let browser: Browser;

  beforeAll(async () => {
    world = await createWorld({ definitions: [readingDesk], messages: {}, consoleFolder: consoleFolder() });
    const clerk = { role: 'departmentStaff', name: '科员', organisation: 'the library', password: PASSWORD } as const;
    await world.accounts.add({ ...clerk, login: 'clerk', departments: ['library'], passwordIsRandom: true });
    const sender = await world.key('hospital', { organisation: 'JH0001' });
    const reader = { name: '示例读者', idNumber: 'P9001', address: '示例街一号' };
    const { body } = await world.post('/api/v1/life-events/reading-desk/instances', { reader }, sender).expect(201);
    await world.quiet();
    await copyCase(world, (body as { id: string }).id, wanted - 1);
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  it('scrolls from top to bottom', async () => {
    const { port } = world.app.getHttpServer().address() as { port: number };
    const page = await browser.newPage({ locale: 'zh-CN', viewport: { width: 1280, height: 800 } });
    await page.goto(`http://127.0.0.1:${port}/console/`);
    await page.getByLabel('账号').fill('clerk');
    await page.getByLabel('密码', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: '登录' }).click();
    await page.locator('.ant-table-tbody-virtual-holder').waitFor();
    const { frames, longTasks, seconds } = await scrollToEnd(page, wanted);
    const rows = await page.locator('.ant-table-row').count();
    const told = {
      ...{ tasks: wanted, seconds: Math.round(seconds), frames: frames.length, rowsInPage: rows },
      ...{ p50: percentile(frames, 0.5), p95: percentile(frames, 0.95), longest: Math.max(...frames) },
      ...{ longTasks: longTasks.length, longestTask: Math.max(0, ...longTasks) },
    };
    process.stdout.write(`${JSON.stringify(told)}\n`);
    expect(rows).toBeLessThan(100);
  });
});
