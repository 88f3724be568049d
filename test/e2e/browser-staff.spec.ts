import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Locator, Page } from 'playwright-core';
import { consoleFolder } from '../../src/wiring/version';
import { newborn } from '../../workflows/newborn/newborn.workflow';
import { newbornWords } from '../../workflows/newborn/newborn.words';
import { messages } from '../../workflows/registry';
import { describeInBrowser, openBrowser } from '../support/browser';
import { createWorld, type World } from './api-world';
import { birth } from './births';
import { readingDesk } from './reading-desk';

const PASSWORD = 'a long password of the tests';
/** A browser on a machine with two cores that does other things too. */
jest.setTimeout(180_000);

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Where pictures of every page go, if they are wanted. */
const pictures = process.env['SCREENSHOTS'];

let world: World;
let browser: Browser;
let url: string;

beforeAll(async () => {
  world = await createWorld({
    definitions: [newborn, readingDesk],
    messages: { ...messages, 'too-young': { 'zh-CN': '未满年龄', en: 'Too young' } },
    consoleFolder: consoleFolder(),
  });
  const { port } = world.app.getHttpServer().address() as { port: number };
  url = `http://127.0.0.1:${port}/console/`;
  const quick = { password: PASSWORD, passwordIsRandom: true };
  await world.accounts.add({ ...quick, login: 'ward', role: 'hospital', name: '妇产科', organisation: 'JH0001' });
  await world.accounts.add({
    ...{ ...quick, login: 'clerk', role: 'departmentStaff', name: '科员', organisation: 'the library' },
    departments: ['library'],
  });
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await world?.close();
});

/** A page of its own, with whatever its scripts complain of. */
async function openPage(): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ locale: 'zh-CN' });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (said) => {
    if (/Refused to|Content Security Policy/.test(said.text())) complaints.push(said.text());
  });
  return { page, complaints };
}

async function signIn(page: Page, login: string): Promise<void> {
  await page.goto(url);
  await page.getByLabel('账号').fill(login);
  await page.getByLabel('密码', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByRole('button', { name: '退出登录' }).waitFor();
}

/** What axe finds on a page, light and dark; `npm run screenshots` keeps how it looked. */
async function findings(page: Page, name: string): Promise<string[]> {
  const found: string[] = [];
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await page.locator(`html[data-theme=${theme}]`).waitFor();
    // Colours fade into each other for a moment, and what fades is neither.
    await page.waitForFunction(() =>
      document
        .getAnimations()
        .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
        .every(({ playState }) => playState !== 'running'),
    );
    if (pictures !== undefined) {
      await page.screenshot({ path: join(pictures, `staff-${name}-${theme}.png`), fullPage: true });
    }
    // In the dark only colours can be others than in the light.
    const axe = new AxeBuilder({ page }).setLegacyMode(true);
    const { violations } = await (theme === 'light' ? axe.withTags(WCAG) : axe.withRules(['color-contrast'])).analyze();
    const told = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${theme} ${id} ${html.slice(0, 160)}`));
    found.push(...told);
  }
  return found;
}

const titleOf = (path: string): string => newbornWords[path]?.title['zh-CN'] ?? path;

/** Fills in a section of the form by what its fields are called. */
async function fillSection(group: Locator, path: string, values: Readonly<Record<string, unknown>>): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    const { choices } = newbornWords[`${path}.${name}`] ?? {};
    const choice = choices?.[String(value)]?.['zh-CN'];
    if (choice !== undefined) await group.getByRole('radio', { name: choice, exact: true }).check();
    else await group.getByLabel(titleOf(`${path}.${name}`)).fill(String(value));
  }
}

async function fillBirth(page: Page, report: Readonly<Record<string, unknown>>): Promise<void> {
  const { children, insurance, birth: facts, ...sections } = report as Record<string, Record<string, unknown>>;
  const { count: _count, bornAt, ...asked } = facts ?? {};
  const inCity = new Date(new Date(String(bornAt)).getTime() + 8 * 3_600_000).toISOString().slice(0, 16);
  const [{ order: _order, ...child } = {}] = children as unknown as Record<string, unknown>[];
  const { payerIdNumber: _number, ...payer } = insurance ?? {};
  const all = { ...sections, birth: { ...asked, bornAt: inCity }, child, insurance: payer };
  for (const [path, values] of Object.entries(all)) {
    await fillSection(page.getByRole('group', { name: titleOf(path), exact: true }), path, values);
  }
}

/** A colleague saves the draft on the page meanwhile. */
async function saveElsewhere(page: Page): Promise<void> {
  const path = `/api/v1/drafts/${new URL(page.url()).searchParams.get('draft') ?? ''}`;
  const colleague = await world.key('hospital', { organisation: 'JH0001' });
  await page.getByRole('group', { name: titleOf('mother'), exact: true }).waitFor();
  const { body } = await world.get(path, colleague).expect(200);
  const { version } = body as { version: number };
  await world.put(path, { version, content: { mother: { name: '同事' } } }, colleague).expect(200);
}

interface Listed {
  readonly id: string;
  readonly caseNumber: string;
}

const startReading = async (idNumber: string): Promise<Listed> => {
  const sender = await world.key('hospital', { organisation: 'JH0001' });
  const body = { reader: { name: '示例读者', idNumber, address: '一号' } };
  const { body: started } = await world.post('/api/v1/life-events/reading-desk/instances', body, sender).expect(201);
  await world.quiet();
  return started as Listed;
};

const stepOf = async (id: string, step: string): Promise<{ status: string }> => {
  const { body } = await world.get(`/api/v1/instances/${id}`, await world.key('supervisor'));
  return (body as { steps: { id: string; status: string }[] }).steps.find((one) => one.id === step) ?? { status: '' };
};

/** The clerk opens and claims the task of a case. */
async function takeTask(page: Page, caseNumber: string): Promise<Locator> {
  await page.getByRole('link', { name: '待办' }).click();
  await page.getByRole('searchbox', { name: '查找办件编号、事项或证件号码' }).fill(caseNumber);
  await page.getByRole('button', { name: new RegExp(`办理 ${caseNumber}`) }).click();
  const panel = page.getByRole('region', { name: new RegExp(caseNumber) });
  await panel.getByRole('button', { name: '认领' }).click();
  await panel.getByRole('button', { name: '退回待办池' }).waitFor();
  return panel;
}

/** The hospital corrects a case: what is wrong stands beside its field, and nothing is sent whose plan was not shown. */
async function correctWeight(page: Page, number: string): Promise<void> {
  await page.getByRole('link', { name: number }).click();
  await page.getByRole('button', { name: '更正信息' }).click();
  const dialog = page.getByRole('dialog', { name: '更正信息' });
  const [show, send] = [
    dialog.getByRole('button', { name: '先看影响' }),
    dialog.getByRole('button', { name: '确认执行' }),
  ];
  await show.click();
  await dialog.getByText('请填写需要更正的内容').waitFor();
  await dialog.getByLabel('联系电话').fill('12');
  await show.click();
  await dialog.locator('.ant-form-item-explain-error').waitFor();
  await dialog.getByLabel('联系电话').fill('13912345678');
  expect(await send.isDisabled()).toBe(true);
  await show.click();
  await dialog.getByRole('region', { name: '将会发生' }).getByRole('listitem').first().waitFor();
  expect(await findings(page, 'correct-plan')).toEqual([]);
  await dialog.getByLabel('联系电话').fill('13912345679');
  expect(await send.isDisabled()).toBe(true);
  await show.click();
  await send.click();
  await dialog.getByText('已更正').waitFor();
  await dialog.locator('.ant-modal-close').click();
  await page.getByRole('region', { name: '更正记录' }).getByText('联系电话').waitFor();
}

describeInBrowser('staff in the browser', () => {
  it('a hospital is told every defect beside its field, reports the birth, and prints the receipt', async () => {
    const { page, complaints } = await openPage();
    await page.goto(url);
    await page.getByLabel('账号').waitFor();
    expect(await findings(page, 'login')).toEqual([]);
    await signIn(page, 'ward');
    await page.getByRole('link', { name: '出生申报' }).click();
    const weight = page.getByLabel('出生体重（克）');
    await weight.fill('99999');
    await page.getByRole('button', { name: '提交申报' }).click();
    await page.getByText(/有 \d+ 处需要修改/).waitFor();
    // What is wrong is told, not put right in silence.
    await page.getByText('出生体重应为300至8000克的整数').first().waitFor();
    expect(await weight.inputValue()).toBe('99999');
    const mother = page.getByRole('group', { name: '母亲', exact: true });
    await mother.getByText('请填写手机号码').waitFor();
    expect(await findings(page, 'birth-defects')).toEqual([]);

    const { mother: known, household } = birth(1) as Record<string, Record<string, string>>;
    await mother.getByLabel(titleOf('mother.name')).fill(known?.['name'] ?? '');
    await mother.getByLabel(titleOf('mother.idNumber')).fill(known?.['idNumber'] ?? '');
    world.registers = () => ({ kind: 'found', fields: { 'household.number': household?.['number'] ?? '' } });
    await mother.getByRole('button', { name: '按母亲姓名和证件号码带入登记信息' }).click();
    await page.getByText(/已按公安登记信息填入：.+。请核对/).waitFor();
    expect(await page.getByLabel(titleOf('household.number')).inputValue()).toBe(household?.['number']);
    world.registers = () => ({ kind: 'unavailable' });
    await mother.getByRole('button', { name: '按母亲姓名和证件号码带入登记信息' }).click();
    await page.getByText('登记信息暂时查询不到，请手工填写').waitFor();
    await fillBirth(page, birth(1) as Record<string, unknown>);
    await page.getByText(/草稿已保存 \d\d:\d\d/).waitFor();
    await page.reload();
    await mother.getByLabel('联系电话').waitFor();
    await page.getByRole('link', { name: '出生申报' }).click();
    await page.getByText('由我保存').waitFor();
    expect(await findings(page, 'drafts')).toEqual([]);
    await page.getByRole('link', { name: /新生儿出生.+ · .\*/ }).click();
    await saveElsewhere(page);
    await mother.getByLabel('联系电话').fill('13900000009');
    await page.getByText('这份草稿已在别处保存过').waitFor();
    await page.getByRole('button', { name: '保留这里的内容' }).click();
    await page.getByText(/草稿已保存 \d\d:\d\d/).waitFor();
    await page.getByRole('button', { name: '提交申报' }).click();
    await page.getByRole('img', { name: '查询进度的二维码' }).waitFor();
    const number = await page.locator('.receipt-number').innerText();
    expect(number).toMatch(/^NB-\d{8}-\d+$/);
    const { body: drafts } = await world.get('/api/v1/drafts', await world.key('hospital', { organisation: 'JH0001' }));
    expect(drafts).toEqual({ items: [] });

    await page.getByRole('link', { name: '办件' }).click();
    await page.getByRole('link', { name: number }).waitFor();
    await correctWeight(page, number);
    await page.getByRole('button', { name: '退出登录' }).click();
    await page.getByLabel('账号').waitFor();
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('a clerk sees what the step reads, and refuses with a reason of the list', async () => {
    const { id, caseNumber } = await startReading('P9001');
    const { page, complaints } = await openPage();
    await signIn(page, 'clerk');
    const panel = await takeTask(page, caseNumber);
    await panel.getByText('示例读者').waitFor();
    expect(await findings(page, 'task')).toEqual([]);
    await panel.locator('summary', { hasText: '不予办理' }).click();
    await panel.getByRole('radio', { name: '未满年龄' }).check();
    await panel.getByRole('button', { name: '不予办理' }).click();
    await panel.waitFor({ state: 'detached' });
    expect(await stepOf(id, 'examine')).toMatchObject({ status: 'refused' });
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('a clerk asks for a correction, and the hospital answers it', async () => {
    const { id, caseNumber } = await startReading('P9002');
    const clerk = await openPage();
    await signIn(clerk.page, 'clerk');
    const panel = await takeTask(clerk.page, caseNumber);
    await panel.locator('summary', { hasText: '要求补正' }).click();
    await panel.getByRole('checkbox', { name: 'reader.address' }).check();
    await panel.getByLabel('reader.address 说明（仅申请人可见）').fill('请写明门牌号');
    await panel.getByRole('button', { name: '要求补正' }).click();
    await panel.waitFor({ state: 'detached' });
    expect(await stepOf(id, 'examine')).toMatchObject({ status: 'suspended' });

    const ward = await openPage();
    await signIn(ward.page, 'ward');
    const owed = await takeTask(ward.page, caseNumber);
    await owed.getByRole('textbox').fill('示范街道二号');
    expect(await findings(ward.page, 'correction')).toEqual([]);
    await owed.getByRole('button', { name: '提交补正' }).click();
    await owed.waitFor({ state: 'detached' });
    expect(['ready', 'dispatched', 'running']).toContain((await stepOf(id, 'examine')).status);
    expect([...clerk.complaints, ...ward.complaints]).toEqual([]);
    await clerk.page.context().close();
    await ward.page.context().close();
  });
});
