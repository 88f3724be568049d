import { App as AntdApp, ConfigProvider } from 'antd';
import en from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { createContext, use, useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { darkTheme, lightTheme, rememberAppearance, rememberedAppearance, type Appearance } from '../ui/theme';
import { nonce } from './nonce';

const prefersDark = matchMedia('(prefers-color-scheme: dark)');

function watchSystem(changed: () => void): () => void {
  prefersDark.addEventListener('change', changed);
  return () => prefersDark.removeEventListener('change', changed);
}

interface Choice {
  readonly appearance: Appearance;
  readonly choose: (appearance: Appearance) => void;
}

const Chosen = createContext<Choice>({ appearance: 'system', choose: () => undefined });

export const useAppearance = (): Choice => use(Chosen);

/** Colours, fonts and the words of ready-made parts, in the chosen language and appearance. */
export function AppearanceProvider({ children }: { readonly children: ReactNode }) {
  const { i18n } = useTranslation();
  const [appearance, setAppearance] = useState(rememberedAppearance);
  const systemIsDark = useSyncExternalStore(watchSystem, () => prefersDark.matches);
  const isDark = appearance === 'dark' || (appearance === 'system' && systemIsDark);

  useEffect(() => {
    document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light';
  }, [isDark]);
  useEffect(() => {
    document.documentElement.lang = i18n.language;
  }, [i18n.language]);

  const choose = (chosen: Appearance) => {
    rememberAppearance(chosen);
    setAppearance(chosen);
  };
  return (
    <Chosen value={{ appearance, choose }}>
      <ConfigProvider
        theme={isDark ? darkTheme : lightTheme}
        locale={i18n.language === 'en' ? en : zhCN}
        button={{ autoInsertSpace: false }}
        {...(nonce === '' ? {} : { csp: { nonce } })}
      >
        <AntdApp component={false}>{children}</AntdApp>
      </ConfigProvider>
    </Chosen>
  );
}
