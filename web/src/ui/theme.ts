import { theme, type ThemeConfig } from 'antd';

/** What a person has chosen; `system` follows the machine. */
export const appearances = ['system', 'light', 'dark'] as const;
export type Appearance = (typeof appearances)[number];

/** Chinese comes from the machine where it has it, and else from our own slices, of which only the needed ones travel. */
const fontFamily = "system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans SC', sans-serif";

const shared = { fontFamily, fontSize: 15, borderRadius: 6, wireframe: false };

/** Every text colour has a contrast of 4.5 and more on its ground: axe checks it on every page. */
export const lightTheme: ThemeConfig = {
  algorithm: theme.defaultAlgorithm,
  token: {
    ...shared,
    colorPrimary: '#0b5394',
    colorLink: '#0b5394',
    colorSuccess: '#176b34',
    colorWarning: '#8a4b00',
    colorError: '#b3261e',
    colorTextSecondary: '#4a4f57',
    colorTextTertiary: '#5a6069',
    colorTextQuaternary: '#656b74',
    colorTextDescription: '#5a6069',
    colorTextPlaceholder: '#656b74',
    colorBgLayout: '#f4f6f9',
  },
};

export const darkTheme: ThemeConfig = {
  algorithm: theme.darkAlgorithm,
  token: {
    ...shared,
    colorPrimary: '#3a86c8',
    colorLink: '#7fb8ec',
    colorLinkHover: '#a5cff5',
    colorSuccess: '#5fc27e',
    colorWarning: '#e0a24a',
    colorError: '#f28b82',
    colorTextSecondary: '#c3c8d0',
    colorTextTertiary: '#aab0b9',
    colorTextQuaternary: '#9aa0aa',
    colorTextDescription: '#aab0b9',
    colorTextPlaceholder: '#9aa0aa',
    colorBgLayout: '#101317',
    colorBgContainer: '#181c21',
    colorBgElevated: '#20252b',
  },
  components: {
    Button: {
      primaryColor: '#ffffff',
      colorPrimary: '#2a6fae',
      colorPrimaryHover: '#2a6fae',
      colorPrimaryActive: '#24619a',
      defaultHoverColor: '#a5cff5',
      defaultHoverBorderColor: '#a5cff5',
      defaultActiveColor: '#a5cff5',
      defaultActiveBorderColor: '#a5cff5',
    },
  },
};

const KEY = 'one-thing.appearance';

export function rememberedAppearance(): Appearance {
  const kept = localStorage.getItem(KEY);
  return appearances.find((appearance) => appearance === kept) ?? 'system';
}

export const rememberAppearance = (appearance: Appearance): void => localStorage.setItem(KEY, appearance);
