import { createLog } from './log';

function logged(write: (log: ReturnType<typeof createLog>) => void, level = 'info'): Record<string, unknown>[] {
  const lines: string[] = [];
  write(createLog(level, { write: (line: string) => void lines.push(line) }));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

const personal = {
  idNumber: '330702199001010011',
  name: '王小明',
  phone: '13800000000',
  authorization: 'Bearer secret',
  apiKey: 'ok_secret',
  fields: { 'child.name': '王小明' },
  output: { 'child.idNumber': '330702199001010011' },
};
const traces = /王小明|330702199001010011|13800000000|secret/;

it('keeps what it is told about a case', () => {
  const [line] = logged((log) => log.info({ caseId: '1', seq: 3 }, 'advanced'));
  expect(line).toEqual({ level: 30, time: expect.stringMatching(/^\d{4}-.*Z$/), caseId: '1', seq: 3, msg: 'advanced' });
});

it.each(Object.keys(personal))('strikes out "%s", should somebody forget it', (name) => {
  const value = personal[name as keyof typeof personal];
  for (const object of [{ [name]: value }, { person: { [name]: value } }, { child: { step: 'x', [name]: value } }]) {
    const lines = logged((log) => log.warn(object, 'forgotten'));
    expect(lines).toHaveLength(1);
    expect(JSON.stringify(lines)).not.toMatch(traces);
  }
});

it('strikes it out of a child log, too', () => {
  const lines = logged((log) => log.child({ mother: personal }).info({ father: personal }, 'born'));
  expect(JSON.stringify(lines)).not.toMatch(traces);
});

it('says nothing below its level', () => {
  expect(logged((log) => log.info('chatter'), 'warn')).toEqual([]);
  expect(logged((log) => log.fatal('the end'), 'silent')).toEqual([]);
});
