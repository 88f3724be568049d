import type { Text } from '../src/core';

/** What is said about a field of `fields.forms.ts`. */
export const fieldMessages: Readonly<Record<string, Text>> = {
  'text-required': { 'zh-CN': '请填写此项', en: 'Please fill in this field' },
  'text-too-long': { 'zh-CN': '最多200个字符', en: 'At most 200 characters' },
  'text-not-plain': {
    'zh-CN': '含有不可见字符或控制字符，请重新输入',
    en: 'Contains hidden or control characters; please type it again',
  },
  'yes-or-no-required': { 'zh-CN': '请填写是或否（true 或 false）', en: 'Must be true or false' },
  'section-required': { 'zh-CN': '缺少这一部分信息', en: 'This part of the form is missing' },
  'person-name-invalid': {
    'zh-CN': '姓名只能使用汉字、间隔号“·”和外文字母',
    en: 'A name is written in Han characters, "·" and Latin letters',
  },
  'id-type-unknown': {
    'zh-CN': '证件类型应为居民身份证、护照或港澳台通行证',
    en: 'The kind of document must be residentId, passport or hkMoTwPermit',
  },
  'id-number-invalid': { 'zh-CN': '证件号码有误，请核对', en: 'The document number is wrong; please check it' },
  'id-number-15-digits': {
    'zh-CN': '15位身份证号码已停用，请填写18位号码',
    en: '15-digit ID numbers are no longer valid; please give the 18-digit number',
  },
  'division-code-invalid': { 'zh-CN': '行政区划代码应为6位数字', en: 'A division code has 6 digits' },
  'phone-invalid': {
    'zh-CN': '请填写手机号码，境外号码以“+”开头',
    en: 'Please give a mobile number; one from abroad begins with "+"',
  },
  'account-number-invalid': { 'zh-CN': '银行账号应为8至32位数字', en: 'A bank account number has 8 to 32 digits' },
  'moment-invalid': {
    'zh-CN': '时间有误，请使用带时区的格式，如 2026-11-18T08:30:00+08:00',
    en: 'Not a time with offset such as 2026-11-18T08:30:00+08:00',
  },
};
