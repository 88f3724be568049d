export const births = { 'zh-CN': {}, en: {} };
