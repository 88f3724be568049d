import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Form, Input } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client';
import { ProblemError } from '../../api/problem';
import { roles, type Role } from '../../session/roles';
import { useLogin } from '../../session/session';
import { Failure } from '../../ui/states';
import { Page } from '../../ui/page';
import './login-page.css';

interface Credentials {
  readonly login: string;
  readonly password: string;
}

/** Demo accounts; none where the product does not run in demo mode. */
async function demoAccounts() {
  try {
    return (await bodyOf(api.GET('/api/v1/demo/accounts'))).items;
  } catch (error) {
    if (error instanceof ProblemError && error.problem.status === 404) return [];
    throw error;
  }
}

/** Who logs in; in demo mode with one click. */
export default function LoginPage({ preferences }: { readonly preferences: ReactNode }) {
  const { t } = useTranslation();
  const login = useLogin();
  const demo = useQuery({ queryKey: ['demo-accounts'], queryFn: demoAccounts, staleTime: Infinity });
  const required = [{ required: true, message: t('login.required') }];
  return (
    <main className="login">
      <div className="row login-preferences">{preferences}</div>
      <Page title={t('login.title')}>
        {!window.isSecureContext && <Alert type="warning" showIcon title={t('login.plainHttp')} />}
        {login.isError && <Failure error={login.error} />}
        <Form<Credentials>
          layout="vertical"
          requiredMark={false}
          onFinish={(account) => login.mutate(account)}
          className="card"
        >
          <Form.Item name="login" label={t('login.login')} rules={required}>
            <Input autoComplete="username" autoCapitalize="none" spellCheck={false} />
          </Form.Item>
          <Form.Item name="password" label={t('login.password')} rules={required}>
            <Input.Password autoComplete="current-password" />
          </Form.Item>
          <Button type="primary" htmlType="submit" block loading={login.isPending}>
            {t('login.submit')}
          </Button>
        </Form>
        {demo.data !== undefined && demo.data.length > 0 && (
          <section className="card" aria-labelledby="demo">
            <h2 id="demo">{t('login.demo')}</h2>
            <p className="quiet">{t('login.demoHint')}</p>
            <ul className="demo-accounts">
              {demo.data.map(({ login: name, password, ...account }) => (
                <li key={name}>
                  <Button
                    block
                    disabled={login.isPending}
                    aria-label={t('login.as', { name: account.name })}
                    onClick={() => login.mutate({ login: name, password })}
                  >
                    <span>{account.name}</span>
                    <span className="quiet">{isRole(account.role) ? t(`role.${account.role}`) : account.role}</span>
                  </Button>
                </li>
              ))}
            </ul>
          </section>
        )}
      </Page>
    </main>
  );
}

const isRole = (role: string): role is Role => (roles as readonly string[]).includes(role);
