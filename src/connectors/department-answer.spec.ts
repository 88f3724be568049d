import { parseAnswer, parseProblem } from './department-answer';

const json = (body: unknown): string => JSON.stringify(body);
const unreadable = { kind: 'unknown', reason: { code: 'answer-malformed' } };
const words = { 'zh-CN': '不符合条件', en: 'Not entitled' };

describe('an answer that fits the contract', () => {
  it('is completed with its output by path, whatever else the body says', () => {
    const body = json({ outcome: 'completed', output: { 'child.idNumber': '1' }, hint: 'ignored' });
    expect(parseAnswer(200, body)).toEqual({ kind: 'completed', output: { 'child.idNumber': '1' } });
  });

  it.each([{ outcome: 'completed' }, { outcome: 'completed', output: null }])('may have no output: %j', (body) => {
    expect(parseAnswer(200, json(body))).toEqual({ kind: 'completed', output: {} });
  });

  it('is refused with a code and a text in both languages', () => {
    const body = json({ outcome: 'refused', reason: { code: 'not-insured', message: words, caseWorker: 'ignored' } });
    expect(parseAnswer(200, body)).toEqual({ kind: 'refused', reason: { code: 'not-insured', message: words } });
  });

  it.each([[undefined], [null], ['no'], [{ en: 'No' }], [{ 'zh-CN': '不', en: 7 }], [['不', 'No']]])(
    'is refused by its code alone when nobody could read the text: %j',
    (message) => {
      const body = json({ outcome: 'refused', reason: { code: 'not-insured', message } });
      expect(parseAnswer(200, body)).toEqual({ kind: 'refused', reason: { code: 'not-insured' } });
    },
  );

  it('cuts a text that would fill a screen', () => {
    const message = { 'zh-CN': '不'.repeat(5_000), en: 'n'.repeat(5_000) };
    const answer = parseAnswer(200, json({ outcome: 'refused', reason: { code: 'no', message } }));
    expect(answer).toEqual({
      kind: 'refused',
      reason: { code: 'no', message: { 'zh-CN': '不'.repeat(500), en: 'n'.repeat(500) } },
    });
  });

  it('says what the applicant is to put right, and leaves out what is no field and code', () => {
    const good = { field: 'child.name', code: 'character-unknown', message: words };
    const bad = [{ field: 'child.name' }, { field: '王小明', code: 'x' }, { field: 'a', code: 'Mr Li' }, null, 'name'];
    const plain = { field: 'mother.address', code: 'incomplete' };
    const body = json({ outcome: 'refused', reason: { code: 'not-complete', defects: [good, ...bad, plain] } });
    expect(parseAnswer(200, body)).toEqual({
      kind: 'refused',
      reason: { code: 'not-complete', defects: [good, plain] },
    });
    for (const defects of [[], bad, 'all', { 0: good }]) {
      const none = parseAnswer(200, json({ outcome: 'refused', reason: { code: 'no', defects } }));
      expect(none).toEqual({ kind: 'refused', reason: { code: 'no' } });
    }
    const many = parseAnswer(200, json({ outcome: 'refused', reason: { code: 'no', defects: Array(80).fill(plain) } }));
    expect(many).toMatchObject({ reason: { defects: Array(50).fill(plain) } });
  });

  it.each([200, 202])('comes later, said with %d', (status) => {
    expect(parseAnswer(status, json({ outcome: 'accepted' }))).toEqual({ kind: 'accepted' });
  });
});

/** The department says that it went well and nobody can read how: only the department itself knows. */
describe('an answer that does not fit leaves the outcome unknown, never failed', () => {
  it.each([
    ['nothing', ''],
    ['half of an answer', '{"outcome":"comple'],
    ['a page', '<html><body>Welcome</body></html>'],
    ['null', 'null'],
    ['a word', '"completed"'],
    ['a number', '1'],
    ['a list', json([{ outcome: 'completed', output: {} }])],
    ['an empty object', '{}'],
    ['an unknown outcome', json({ outcome: 'done' })],
    ['an outcome in another case', json({ outcome: 'Completed' })],
    ['an outcome that is no text', json({ outcome: ['completed'] })],
    ['an outcome inherited from nowhere', '{"__proto__":{"outcome":"completed"}}'],
    ['output that is a list', json({ outcome: 'completed', output: ['1'] })],
    ['output that is a text', json({ outcome: 'completed', output: '1' })],
    ['output that is false', json({ outcome: 'completed', output: false })],
    ['a refusal without a reason', json({ outcome: 'refused' })],
    ['a refusal whose reason is a text', json({ outcome: 'refused', reason: 'not-insured' })],
    ['a refusal without a code', json({ outcome: 'refused', reason: { message: words } })],
    ['a refusal with a code that is a sentence', json({ outcome: 'refused', reason: { code: 'Not insured.' } })],
    ['a refusal with an empty code', json({ outcome: 'refused', reason: { code: '' } })],
    ['a refusal with an endless code', json({ outcome: 'refused', reason: { code: 'a'.repeat(101) } })],
  ])('%s', (_, text) => {
    expect(parseAnswer(200, text)).toEqual(unreadable);
  });

  it.each([
    [202, { outcome: 'completed', output: {} }],
    [202, { outcome: 'refused', reason: { code: 'no' } }],
    [201, { outcome: 'completed', output: {} }],
    [204, { outcome: 'accepted' }],
    [302, { outcome: 'accepted' }],
  ])('a status %d that the contract does not know with %j', (status, body) => {
    expect(parseAnswer(status, json(body))).toEqual(unreadable);
  });
});

describe('a problem document', () => {
  it('gives its code', () => {
    expect(parseProblem(json({ type: 'about:blank', status: 422, code: 'fields-invalid' }))).toBe('fields-invalid');
  });

  it.each([
    '',
    '<h1>Bad gateway</h1>',
    'null',
    '[{"code":"a"}]',
    '{}',
    '{"code":7}',
    '{"code":"Bad Gateway"}',
    '{"code":"a--b"}',
    json({ code: 'a'.repeat(101) }),
  ])('that has no code we would show has ours: %s', (text) => {
    expect(parseProblem(text)).toBe('department-error');
  });
});
