import { loginFault, passwordFault } from './administer-accounts';

it('takes logins that can be typed and read out, and no others', () => {
  for (const login of ['li.na', 'LiNa', '李娜', 'li@example.cn', 'a1']) expect(loginFault(login)).toBeUndefined();
  for (const login of ['', 'a', ' li', 'li na', '-x', 'li\n', 'a'.repeat(101)])
    expect(loginFault(login)).toContain('login');
});

it('takes long passwords of any characters, and none that is short, the login or one key held down', () => {
  const fault = (password: string) => passwordFault(password, { login: 'Li.Na' });
  expect(fault('正确的马电池订书钉 2026')).toBeUndefined();
  expect(fault('correct horse')).toBeUndefined();
  expect(fault('elf signs  ')).toContain('12 to 200');
  expect(fault('x'.repeat(201))).toContain('12 to 200');
  expect(fault('my li.na 2026')).toContain('login');
  expect(fault('aaaaaaaabbbb')).toContain('different');
});
