import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { DepartmentCall } from '../../src/engine/department-gateway';
import { publishDefinitions } from '../../src/persistence/publish-definitions';
import { definitions } from '../../workflows/registry';
import { describeInBrowser, openBrowser } from '../support/browser';
import { createWorld, type World } from './api-world';
import { birth } from './births';

let world: World;
let browser: Browser;
let hospital: string;
let address: string;

const PASSWORD = 'a-long-password-of-a-mother';
const PHONE = { width: 360, height: 740 };
const NAME_FAULT = { field: 'child.name', code: 'name-not-allowed' };
/** The health department asks for another name until it is this one. */
const GOOD_NAME = '示晨光';

async function report(family: number): Promise<{ id: string; trackingCode: string }> {
  const form = birth(family);
  delete form.children[0].name;
  const { body } = await world.post('/api/v1/life-events/newborn/instances', form, hospital).expect(201);
  await world.quiet();
  return body;
}

async function visit(
  more: Parameters<Browser['newContext']>[0] = {},
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ baseURL: address, locale: 'zh-CN', viewport: PHONE, ...more });
  return { context, page: await context.newPage() };
}

async function logIn(page: Page): Promise<void> {
  await page.getByLabel('账号').fill('mother');
  await page.getByLabel('密码').fill(PASSWORD);
  await page.getByRole('button', { name: '登录' }).click();
  await page.waitForURL(/\/my/);
}

const LEVELS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const WIDER = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
/** Axe is in the page once it has looked: what may differ in another look is asked for alone. */
const looksAgain = (rule: string): string =>
  `axe.run({ runOnly: ['${rule}'] }).then(({ violations }) => violations.flatMap(({ nodes }) => nodes.map((n) => n.html)))`;

/** Nothing that WCAG 2.2 AA forbids, in light, dark and large print, and nothing to be pushed sideways on a phone. */
async function expectAccessible(page: Page, what: string): Promise<void> {
  // In the mode that is not legacy a window is opened for every answer.
  const { violations } = await new AxeBuilder({ page }).withTags(LEVELS).setLegacyMode(true).analyze();
  const light = violations.map(({ id, nodes }) => `${id} ${nodes.map(({ html }) => html).join(' ')}`);
  const isWide = await page.evaluate(WIDER);
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await page.evaluate(looksAgain('color-contrast'));
  await page.emulateMedia({ colorScheme: 'light' });
  await page.evaluate('document.documentElement.className = "large"');
  const large = [await page.evaluate(looksAgain('target-size')), await page.evaluate(WIDER)];
  expect({ what, light, isWide, dark, large }).toEqual({
    what,
    light: [],
    isWide: false,
    dark: [],
    large: [[], false],
  });
}

/** A browser on a busy machine takes its time. */
const PATIENCE_MS = 180_000;

describeInBrowser('the pages of families', () => {
  beforeAll(async () => {
    world = await createWorld();
    await publishDefinitions(world.pool, definitions);
    const { port } = world.app.getHttpServer().address();
    address = `http://127.0.0.1:${port}`;
    hospital = await world.key('hospital', { organisation: 'JH0001' });
    const { idNumber } = birth(1).mother;
    const citizen = { role: 'citizen', name: '市民', organisation: 'citizens', password: PASSWORD } as const;
    await world.accounts.add({ ...citizen, login: 'mother', idNumber });
    const usual = world.answer;
    const asks = ({ step, fields }: DepartmentCall) =>
      step === 'birthCertificate' && fields['child.name'] !== GOOD_NAME;
    world.answer = (call) =>
      asks(call) ? { kind: 'refused', reason: { code: 'name-not-allowed', defects: [NAME_FAULT] } } : usual(call);
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  describe.each([true, false])('a parent on a phone, script: %p', (javaScriptEnabled) => {
    it(
      'follows the case by its code, names the child, puts it right as asked, and withdraws',
      async () => {
        const { trackingCode } = await report(javaScriptEnabled ? 1 : 2);
        const { context, page } = await visit({ javaScriptEnabled });
        await page.goto('/');
        await page.getByLabel('查询码').fill(trackingCode.toLowerCase());
        await page.getByRole('button', { name: '查询' }).click();
        await page.getByText('需要您办理').waitFor();
        await page.getByRole('link', { name: '登录办理' }).click();
        await logIn(page);
        await page.getByRole('link', { name: /等待取名/ }).click();
        await page.getByLabel('新生儿姓名').fill('晨');
        await page.getByRole('button', { name: '提交' }).click();
        await page
          .getByRole('alert')
          .getByText(/2至20个汉字/)
          .waitFor();
        await page.getByLabel('新生儿姓名').fill('示晨');
        await page.getByRole('button', { name: '提交' }).click();
        await page.waitForURL(/\/my\/[\w-]+$/);
        await world.quiet();
        await page.reload();
        await page.getByRole('link', { name: /补正|按部门要求/ }).click();
        expect(await page.getByLabel('新生儿姓名').inputValue()).toBe('示晨');
        await page.getByLabel('新生儿姓名').fill(GOOD_NAME);
        await page.getByRole('button', { name: '提交' }).click();
        await page.waitForURL(/\/my\/[\w-]+$/);
        await world.quiet();
        await page.reload();
        await page.getByText('已办结8项，共8项').waitFor();
        await page.getByRole('link', { name: '办理结果' }).click();
        await page.getByText('新生儿公民身份号码').waitFor();
        await page.getByRole('link', { name: '返回办件' }).click();
        await page.getByRole('link', { name: '谁看过您的信息' }).click();
        await page.getByText('公安部门').first().waitFor();

        const { id } = await report(javaScriptEnabled ? 3 : 4);
        await page.goto(`/my/${id}/withdraw`);
        await page
          .getByText(/由.+撤销/)
          .first()
          .waitFor();
        await page.getByRole('button', { name: '确认撤回' }).click();
        await page.waitForURL(/\/my\/[\w-]+$/);
        await world.quiet();
        await page.reload();
        await page.getByText('已撤回').first().waitFor();
        await page.getByRole('button', { name: '退出登录' }).click();
        await page.goto('/my');
        expect(page.url()).toContain('/login');
        await context.close();
      },
      PATIENCE_MS,
    );
  });

  it('tells whoever has the page open what changes, without being asked', async () => {
    const { id, trackingCode } = await report(6);
    const [stranger, mother] = [await visit(), await visit()];
    await stranger.page.goto(`/t/${trackingCode}`);
    await mother.page.goto(`/login?next=/my/${id}`);
    await logIn(mother.page);
    for (const { page } of [stranger, mother]) await page.getByText('已办结3项，共8项').waitFor();
    await world.post(`/api/v1/instances/${id}/signals/nameChosen`, { name: GOOD_NAME }, hospital).expect(202);
    for (const { page, context } of [stranger, mother]) {
      await page.getByText('已办结8项，共8项').waitFor();
      await page.getByRole('status').getByText('进度有更新').waitFor();
      await context.close();
    }
  });

  it('runs without a complaint of the browser: nothing inline, nothing from elsewhere', async () => {
    const { trackingCode } = await report(5);
    const { context, page } = await visit();
    const complaints: string[] = [];
    page.on('console', (message) => void complaints.push(message.text()));
    page.on('pageerror', (error) => void complaints.push(error.message));
    page.on('request', (request) => request.url().startsWith(address) || complaints.push(request.url()));
    for (const path of ['/', `/t/${trackingCode}/receipt`, '/login', '/nowhere']) await page.goto(path);
    const isOurs = (text: string): boolean => !text.includes('data:,') && !text.includes('status of 404');
    expect(complaints.filter(isOurs)).toEqual([]);
    await context.close();
  });

  it(
    'every page is accessible and fits a phone: light, dark, large print',
    async () => {
      const { id, trackingCode } = await report(10);
      const wrong = await report(11);
      const { context, page } = await visit();
      const open = async (path: string): Promise<void> => {
        await page.goto(path);
        await expectAccessible(page, path);
      };
      for (const path of ['/', '/t?code=1', `/t/${trackingCode}`, `/t/${trackingCode}/receipt`, '/nowhere', '/login']) {
        await open(path);
      }
      await logIn(page);
      await page.goto(`/my/${wrong.id}/signals/nameChosen/1`);
      await page.getByLabel('新生儿姓名').fill('晨');
      await page.getByRole('button', { name: '提交' }).click();
      await page.getByRole('alert').waitFor();
      await expectAccessible(page, 'a form with faults');
      await page.getByLabel('新生儿姓名').fill('示晨');
      await page.getByRole('button', { name: '提交' }).click();
      await page.waitForURL(/\/my\/[\w-]+$/);
      await world.quiet();
      await page.reload();
      await page.getByRole('link', { name: /按部门要求/ }).click();
      await page.locator('summary').click();
      await expectAccessible(page, 'a correction');
      for (const path of ['', '/signals/nameChosen/1', '/documents', '/disclosures', '/withdraw']) {
        await open(`/my/${id}${path}`);
      }
      await open('/my');
      await context.close();
    },
    PATIENCE_MS,
  );
});
