import type { Text } from '../src/core';

/** What the departments of the city are called, each by its id: `medicalInsurance` is `department-medical-insurance`. */
export const departmentNames: Readonly<Record<string, Text>> = {
  'department-health': { 'zh-CN': '卫生健康部门', en: 'the health department' },
  'department-police': { 'zh-CN': '公安部门', en: 'the police' },
  'department-medical-insurance': { 'zh-CN': '医疗保障部门', en: 'the medical insurance' },
  'department-human-resources': { 'zh-CN': '人力资源和社会保障部门', en: 'human resources and social security' },
  'department-disease-control': { 'zh-CN': '疾病预防控制机构', en: 'disease control' },
  'department-maternal-child-health': { 'zh-CN': '妇幼保健机构', en: 'maternal and child health' },
};
