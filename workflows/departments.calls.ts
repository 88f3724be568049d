import type { Text } from '../src/core';

/**
 * Whom a citizen calls about a matter, by department: `call-medical-insurance`. The national hotlines that go on beside
 * 12345 (国办发〔2020〕53号); what has none is asked there.
 */
export const departmentCalls: Readonly<Record<string, Text>> = {
  'call-anybody': { 'zh-CN': '政务服务便民热线12345', en: 'the government hotline, 12345' },
  'call-health': { 'zh-CN': '卫生健康热线12320', en: 'the health hotline, 12320' },
  'call-medical-insurance': { 'zh-CN': '医疗保障服务热线12393', en: 'the medical insurance hotline, 12393' },
  'call-human-resources': { 'zh-CN': '人力资源和社会保障热线12333', en: 'the social security hotline, 12333' },
};
