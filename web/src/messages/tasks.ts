export const tasks = { 'zh-CN': {}, en: {} };
