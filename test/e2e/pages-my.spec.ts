import type { Test } from 'supertest';
import { publishDefinitions } from '../../src/persistence/publish-definitions';
import { definitions } from '../../workflows/registry';
import type { DepartmentCall } from '../../src/engine/department-gateway';
import { completed, createWorld, type World } from './api-world';
import { birth } from './births';

let world: World;
let hospital: string;
let cookie: string;
let mother: { name: string; idNumber: string };

const PASSWORD = 'a-long-password-of-a-mother';
const OWN_PAGE = { 'Sec-Fetch-Site': 'same-origin' };

const page = (path: string, as = cookie): Test => world.get(path).set({ Accept: 'text/html', Cookie: as });
const send = (path: string, form: Readonly<Record<string, string>>, as = cookie): Test =>
  world
    .post(path, new URLSearchParams(form).toString())
    .set({ Accept: 'text/html', Cookie: as, 'Content-Type': 'application/x-www-form-urlencoded', ...OWN_PAGE });
const tokenOf = (text: string): string => /name="formToken" value="([^"]+)"/.exec(text)?.[1] ?? '';
/** Opens the page of a form and sends it back filled in, as a browser without a script does. */
const fill = async (path: string, form: Readonly<Record<string, string>>) =>
  send(path, { ...form, formToken: tokenOf((await page(path)).text) });
const cookieOf = ({ headers }: { headers: Record<string, unknown> }): string =>
  String((headers['set-cookie'] as string[] | undefined)?.[0]).split(';')[0] ?? '';
const logIn = (login: string, more: Readonly<Record<string, string>> = {}, password = PASSWORD) =>
  send('/login', { login, password, ...more }, '');

/** A birth reported by the hospital; without a name, the parents have to choose it. */
async function report(family: number, { isNamed = false } = {}): Promise<string> {
  const form = birth(family);
  if (!isNamed) delete form.children[0].name;
  const { body } = await world.post('/api/v1/life-events/newborn/instances', form, hospital).expect(201);
  await world.quiet();
  return body.id;
}

beforeAll(async () => {
  world = await createWorld({
    demoAccounts: () => [
      { login: 'citizen', password: 'demo-word', role: 'citizen', name: '演示市民', organisation: 'demo' },
      { login: 'ward', password: 'demo-word', role: 'hospital', name: '演示医院', organisation: 'JH0001' },
    ],
  });
  // Disclosures refer to what each step may see, which is written down when a definition is published.
  await publishDefinitions(world.pool, definitions);
  hospital = await world.key('hospital', { organisation: 'JH0001' });
  ({ mother } = birth(1));
  const citizen = { role: 'citizen', name: '市民', organisation: 'citizens', password: PASSWORD } as const;
  await world.accounts.add({ ...citizen, login: 'mother', idNumber: mother.idNumber });
  await world.accounts.add({ ...citizen, login: 'stranger', idNumber: '110105194912310021' });
  await world.accounts.add({ ...citizen, login: 'ward', role: 'hospital', organisation: 'JH0001' });
  cookie = cookieOf(await logIn('mother'));
});
afterAll(() => world.close());

describe('logging in', () => {
  it('leads to where one wanted to go, and nowhere outside', async () => {
    const asked = await page('/my', '');
    expect([asked.status, asked.headers['location']]).toEqual([303, '/login?next=%2Fmy']);
    const wanted = await logIn('mother', { next: '/my/x' });
    expect([wanted.status, wanted.headers['location']]).toEqual([303, '/my/x']);
    expect((await logIn('mother', { next: '//evil.example' })).headers['location']).toBe('/my');
    expect((await logIn('ward')).headers['location']).toBe('/console/');
  });

  it('says what is wrong beside the boxes, keeps the login and never the password', async () => {
    for (const [login, password] of [
      ['mother', 'wrong-wrong-wrong'],
      ['nobody', PASSWORD],
      ['', ''],
    ] as const) {
      const { status, text } = await logIn(login, {}, password);
      expect(status).toBe(login === '' ? 400 : 401);
      expect(text).toContain('role="alert"');
      expect(text).not.toMatch(/<input[^>]+type="password"[^>]+value=/);
      if (login !== '') expect(text).toContain(`value="${login}"`);
    }
  });

  it('says that a session is over, and asks to log in again', async () => {
    const { headers } = await page('/my', `__Host-one-thing=${'x'.repeat(43)}`);
    expect(headers['location']).toBe('/login?next=%2Fmy&over=1');
    expect((await page('/login?next=/my&over=1', '')).text).toContain('登录已过期');
  });

  it('offers the demo accounts of citizens, in a demo only', async () => {
    const { text } = await page('/login', '');
    expect(text).toContain('以“演示市民”的身份登录');
    expect(text).not.toContain('演示医院');
  });

  it('counts only on a page of ours, with its token; logging out ends it', async () => {
    const other = cookieOf(await logIn('mother'));
    const token = tokenOf((await page('/my', other)).text);
    for (const form of [{ formToken: token.slice(1) }, {}]) {
      const refused = await send('/logout', form, other);
      expect([refused.status, refused.text.includes('<h1>')]).toEqual([403, true]);
    }
    const foreign = await send('/logout', { formToken: token }, other).set('Sec-Fetch-Site', 'cross-site');
    expect(foreign.status).toBe(403);
    expect((await page('/my', other)).status).toBe(200);
    expect((await send('/logout', { formToken: token }, other)).headers['location']).toBe('/');
    expect((await page('/my', other)).status).toBe(303);
  });
});

describe('a case of one’s own', () => {
  it('is listed with what waits for the family; those of others do not exist', async () => {
    const id = await report(1);
    const list = await page('/my');
    expect(list.text).toContain(`href="/my/${id}"`);
    expect(list.text).toContain('有1项需要您办理');
    const stranger = cookieOf(await logIn('stranger'));
    expect((await page('/my', stranger)).text).toContain('还没有您本人的办件');
    for (const path of ['', '/documents', '/disclosures', '/withdraw', '/signals/nameChosen/1']) {
      const { status, text } = await page(`/my/${id}${path}`, stranger);
      expect([path, status]).toEqual([path, 404]);
      expect(text).toContain('没有找到这个页面');
    }
    const ward = cookieOf(await logIn('ward'));
    expect((await page('/my', ward)).status).toBe(403);
  });

  it('takes the name of the child: every fault beside its field, then everything goes on', async () => {
    const id = await report(2);
    const path = `/my/${id}/signals/nameChosen/1`;
    expect((await page(`/my/${id}`)).text).toContain(`href="${path}"`);
    const asked = await page(path);
    expect(asked.text).toContain('新生儿姓名');
    expect(asked.text).toContain('<details>');
    const wrong = await fill(path, { name: '晨1', lateExplanation: 'x'.repeat(201) });
    expect(wrong.status).toBe(400);
    expect(wrong.text).toContain('有2处需要修改');
    expect(wrong.text).toMatch(/id="field-name"[^>]*aria-describedby="[^"]*field-name-fault"[^>]*aria-invalid="true"/);
    expect(wrong.text).toContain('value="晨1"');
    expect(wrong.text).toMatch(/<details open/);
    const right = await fill(path, { name: '示晨', lateExplanation: '' });
    expect([right.status, right.headers['location']]).toEqual([303, `/my/${id}`]);
    await world.quiet();
    expect((await page(`/my/${id}`)).text).toContain('已办结8项，共8项');
    expect((await page(path)).status).toBe(409);
    for (const other of ['signals/nameChosen/2', 'signals/nameChosen/01', 'signals/toString/1', 'signals/x/1']) {
      expect([other, (await page(`/my/${id}/${other}`)).status]).toEqual([other, 404]);
    }
  });

  it('takes a correction, filled in with what stands on record, with the words of the department', async () => {
    const usual = world.answer;
    const message = { 'zh-CN': '姓名用字不在通用规范汉字表内', en: 'This character is not in the table' };
    const defects = [{ field: 'child.name', code: 'name-not-allowed', message }];
    const asks = (call: DepartmentCall) => call.step === 'birthCertificate' && call.fields['child.name'] !== '示晨光';
    world.answer = (call) =>
      asks(call) ? { kind: 'refused', reason: { code: 'name-not-allowed', defects } } : usual(call);
    const id = await report(3, { isNamed: true });
    const { text } = await page(`/my/${id}`);
    const path = /href="([^"]+\/corrections\/[^"]+)"/.exec(text)?.[1] ?? '';
    const form = await page(path);
    const name = birth(3).children[0].name as string;
    expect(form.text).toMatch(new RegExp(`id="field-child-name"[^>]*value="${name}"`));
    expect(form.text).toContain(message['zh-CN']);
    expect(form.text).toMatch(/<option[^>]+value="(fe)?male" selected/);
    expect((await fill(path, { 'child.name': name })).text).toContain('您还没有修改任何内容');
    const wrong = await fill(path, { 'child.name': '1', 'birth.gestationWeeks': '99' });
    expect(wrong.status).toBe(400);
    expect(wrong.text).toContain('有2处需要修改');
    const right = await fill(path, { 'child.name': '示晨光' });
    expect([right.status, right.headers['location']]).toEqual([303, `/my/${id}`]);
    await world.quiet();
    expect((await page(`/my/${id}`)).text).toContain('已办结8项，共8项');
    expect((await fill(path, { 'child.name': '示晨光' })).status).toBe(409);
    world.answer = usual;
  });

  it('shows what was issued, and who has seen which fields for what', async () => {
    const usual = world.answer;
    world.answer = (call) =>
      call.step === 'householdRegistration' ? completed(call, ['child.idNumber']) : usual(call);
    const id = await report(4, { isNamed: true });
    world.answer = usual;
    const documents = await page(`/my/${id}/documents`);
    for (const words of ['出生医学证明编号', '新生儿公民身份号码', 'child.idNumber of 1', '生育待遇核定编号']) {
      expect(documents.text).toContain(words);
    }
    await world.get(`/t/${/\/t\/(\w+)\/receipt/.exec((await page(`/my/${id}`)).text)?.[1]}`);
    const { text } = await page(`/my/${id}/disclosures`);
    for (const words of ['公安部门', '户口登记条例', '母亲证件号码', '申请人（登录后本人查看）', '持有查询码的人']) {
      expect(text).toContain(words);
    }
    expect(text).not.toContain(mother.idNumber);
    expect(text).not.toMatch(/(mother|child|father|birth)\.\w/);
  });

  it('is withdrawn after the plan was shown; twice is once, and an ended case cannot be', async () => {
    const id = await report(5);
    const path = `/my/${id}/withdraw`;
    const plan = await page(path);
    expect(plan.text).toContain('尚未办成，不再办理。');
    expect(plan.text).toMatch(/已办成，由[^<]+撤销/);
    expect((await send(path, {})).status).toBe(403);
    const token = tokenOf(plan.text);
    for (let n = 0; n < 2; n += 1) {
      expect((await send(path, { formToken: token })).headers['location']).toBe(`/my/${id}`);
    }
    await world.quiet();
    const { text } = await page(`/my/${id}`);
    expect(text).toContain('已撤回');
    expect(text).not.toContain('/withdraw"');
    const again = await page(path);
    expect(again.status).toBe(409);
    expect(again.text).toContain('现在不能进行此操作');
  });

  it('says what people have typed as text, whatever it is, and keeps nothing', async () => {
    const id = await report(6);
    const path = `/my/${id}/signals/nameChosen/1`;
    const { text, headers } = await fill(path, { name: '"><script>alert(1)</script>' });
    expect(text).not.toContain('<script>alert');
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(world.logged.join()).not.toMatch(/alert|示晨/);
  });
});
