import type { Text } from '../src/core';

/** What the departments are called, by the id under which steps name them. */
export const departmentTitles: Readonly<Record<string, Text>> = {
  health: { 'zh-CN': '卫生健康', en: 'Health' },
  police: { 'zh-CN': '公安', en: 'Police' },
  medicalInsurance: { 'zh-CN': '医疗保障', en: 'Medical insurance' },
  humanResources: { 'zh-CN': '人力资源和社会保障', en: 'Human resources' },
  diseaseControl: { 'zh-CN': '疾病预防控制', en: 'Disease control' },
  maternalChildHealth: { 'zh-CN': '妇幼保健', en: 'Maternal and child health' },
};
