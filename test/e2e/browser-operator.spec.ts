import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import type { TrainingFaults } from '../../src/engine/training';
import { consoleFolder } from '../../src/wiring/version';
import { describeInBrowser, openBrowser } from '../support/browser';
import { createWorld, type World } from './api-world';
import { birth } from './births';

const PASSWORD = 'a-long-password-of-an-operator';
const LEVELS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** A browser on a busy machine takes its time. */
const PATIENCE_MS = 120_000;

let world: World;
let browser: Browser;
let page: Page;
let caseId: string;

async function expectAccessible(what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(LEVELS).setLegacyMode(true).analyze();
  expect({ what, found: violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`) }).toEqual({ what, found: [] });
}

async function misbehave(department: string, how: string): Promise<void> {
  await page.getByRole('link', { name: '演练' }).click();
  await page.getByRole('combobox', { name: `${department}的表现` }).click();
  const told = page.waitForResponse((one) => one.url().includes('/training/') && one.request().method() === 'PUT');
  await page.locator('.ant-select-dropdown:visible').getByText(how, { exact: true }).click();
  expect((await told).status()).toBe(200);
}

describeInBrowser("the operator's pages", () => {
  beforeAll(async () => {
    const faults = new Map<string, TrainingFaults>();
    world = await createWorld({
      consoleFolder: consoleFolder(),
      training: {
        read: (department) => Promise.resolve(faults.get(department) ?? {}),
        set: (department, set) => Promise.resolve(faults.set(department, set) !== undefined),
      },
    });
    const usual = world.answer;
    world.answer = (call) =>
      faults.get(call.department)?.breakRate === 1 ? { kind: 'impossible', reason: { code: 'broken' } } : usual(call);
    const operator = { role: 'operator', name: '运维', organisation: 'operations', password: PASSWORD } as const;
    await world.accounts.add({ ...operator, login: 'operator' });
    const { port } = world.app.getHttpServer().address();
    browser = await openBrowser();
    const context = await browser.newContext({ baseURL: `http://127.0.0.1:${port}`, locale: 'zh-CN' });
    page = await context.newPage();
  });
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  it(
    'a department is broken, its incident is repaired in bulk, and the page of the case shows it all live',
    async () => {
      await page.goto('/console/');
      await page.getByLabel('账号').fill('operator');
      await page.getByLabel('密码').fill(PASSWORD);
      await page.getByRole('button', { name: '登录', exact: true }).click();
      await misbehave('公安', '损坏');
      const hospital = await world.key('hospital', { organisation: 'JH0001' });
      const { body } = await world.post('/api/v1/life-events/newborn/instances', birth(1), hospital).expect(201);
      caseId = body.id;
      await world.quiet();

      await page.goto(`/console/cases/${caseId}`);
      await page.getByText('实时更新').waitFor();
      await page.getByRole('heading', { name: /异常：broken/ }).waitFor();
      await page.locator('[data-step="householdRegistration"][data-status="failed"]').waitFor();
      await expectAccessible('a case that is held up');

      await misbehave('公安', '正常');
      await page.getByRole('link', { name: '异常' }).click();
      await page.getByRole('button', { name: '批量处理' }).click();
      await page.getByLabel('理由').fill('部门接口已恢复');
      await page.getByRole('button', { name: '先看影响' }).click();
      await page.getByText('可处理 1 件').waitFor();
      await page.getByRole('button', { name: '开始批量处理' }).click();
      await page.getByText('批量处理已开始').waitFor();

      const watching = await page.context().newPage();
      await watching.goto(`/console/cases/${caseId}`);
      await watching.getByText('实时更新').waitFor();
      await world.carryOn();
      await watching.getByText('全部事项已办结').waitFor();
      await watching.locator('[data-step="citizenCard"][data-status="completed"]').waitFor();
    },
    PATIENCE_MS,
  );
});
