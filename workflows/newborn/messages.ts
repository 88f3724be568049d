import type { Text } from '../../src/core';

/** What is said about a fault of the birth report or of the name, by code. */
export const newbornMessages: Readonly<Record<string, Text>> = {
  'gestation-out-of-range': {
    'zh-CN': '孕周应为20至45的整数',
    en: 'The weeks of gestation must be a whole number from 20 to 45',
  },
  'count-out-of-range': { 'zh-CN': '活产胎数应为1至3', en: 'The number of children must be 1, 2 or 3' },
  'delivery-kind-unknown': {
    'zh-CN': '分娩方式应为 natural 或 caesarean',
    en: 'The kind of delivery must be natural or caesarean',
  },
  'children-one-to-three': { 'zh-CN': '请填写1至3名新生儿的信息', en: 'Please report one to three children' },
  'order-out-of-range': { 'zh-CN': '出生次序应为1至3', en: 'The order of birth must be 1, 2 or 3' },
  'sex-unknown': { 'zh-CN': '性别应为 female 或 male', en: 'The sex must be female or male' },
  'weight-out-of-range': {
    'zh-CN': '出生体重应为300至8000克的整数',
    en: 'The weight must be a whole number of grams from 300 to 8000',
  },
  'child-name-invalid': {
    'zh-CN': '新生儿姓名应为2至20个汉字，可含间隔号“·”，不得使用字母、数字或拼音',
    en: 'A child\'s name is 2 to 20 Han characters, "·" allowed between them; no letters or digits',
  },
  'marriage-status-unknown': {
    'zh-CN': '婚姻状况应为 married 或 unmarried',
    en: 'The marriage status must be married or unmarried',
  },
  'parent-unknown': { 'zh-CN': '应为 mother 或 father', en: 'Must be mother or father' },

  'nothing-to-correct': { 'zh-CN': '请填写需要更正的内容', en: 'Please say what is to be corrected' },
  'name-not-chosen-yet': {
    'zh-CN': '尚未取名，请先填报姓名',
    en: 'No name has been chosen yet: please tell the name first',
  },

  'birth-in-future': { 'zh-CN': '出生时间晚于今天', en: 'The time of birth lies in the future' },
  'count-differs-from-children': {
    'zh-CN': '活产胎数与填写的新生儿人数不一致',
    en: 'The number of births differs from the number of children reported',
  },
  'order-not-in-sequence': {
    'zh-CN': '出生次序应从1开始，依次填写，不得重复',
    en: 'The orders of birth must count from 1, with none missing and none twice',
  },
  'mother-not-female': {
    'zh-CN': '母亲的身份证号码表示男性，请核对',
    en: "The mother's ID number is that of a man; please check it",
  },
  'father-not-male': {
    'zh-CN': '父亲的身份证号码表示女性，请核对',
    en: "The father's ID number is that of a woman; please check it",
  },
  'id-birth-date-in-future': {
    'zh-CN': '身份证号码中的出生日期晚于今天',
    en: 'The birth date in the ID number lies in the future',
  },
  'parent-too-young': {
    'zh-CN': '按身份证号码计算，父母在新生儿出生时不满10周岁，请核对',
    en: 'By the ID number this parent was younger than 10 at the birth; please check it',
  },
  'parents-are-one-person': {
    'zh-CN': '父亲与母亲的证件号码相同',
    en: 'Father and mother have the same document number',
  },
  'father-required-when-married': {
    'zh-CN': '父母已婚的，请填写父亲信息',
    en: 'The parents are married: please give the father',
  },
  'single-parent-statement-required': {
    'zh-CN': '未填写父亲信息的，需要母亲的书面声明',
    en: "Without the father's particulars the mother's written statement is needed",
  },
  'followed-father-missing': {
    'zh-CN': '随父落户的，请填写父亲信息',
    en: "The child follows the father's household: please give the father",
  },
  'unmarried-statement-required': {
    'zh-CN': '未婚随母落户的，请填写非婚生育说明',
    en: 'Unmarried and following the mother: please add the statement about the birth outside marriage',
  },
  'payer-not-a-parent': {
    'zh-CN': '医保缴费人的证件号码应与所选的父亲或母亲一致',
    en: "The payer's document number must be that of the chosen parent",
  },
  'late-explanation-required': {
    'zh-CN': '出生已超过30日，请补充情况说明',
    en: 'More than 30 days have passed since the birth: please add an explanation',
  },
  'parentage-test-required': {
    'zh-CN': '出生已超过一年，请补充亲子鉴定',
    en: 'More than a year has passed since the birth: please add the parentage test',
  },
};
