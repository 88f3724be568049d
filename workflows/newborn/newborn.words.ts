import type { FieldWords } from '../../src/core';

const said = (zh: string, en: string): FieldWords => ({ title: { 'zh-CN': zh, en } });

const parents = { mother: { 'zh-CN': '母亲', en: 'Mother' }, father: { 'zh-CN': '父亲', en: 'Father' } };

const idTypes = {
  residentId: { 'zh-CN': '居民身份证', en: 'Resident ID card' },
  passport: { 'zh-CN': '护照', en: 'Passport' },
  hkMoTwPermit: { 'zh-CN': '港澳台居民来往通行证', en: 'Permit of Hong Kong, Macao or Taiwan' },
};

/** What the fields of a birth are called on every page, by path in the case record. */
export const newbornWords: Readonly<Record<string, FieldWords>> = {
  birth: said('出生情况', 'The birth'),
  'birth.bornAt': said('出生时间', 'Time of birth'),
  'birth.hospitalCode': said('机构代码', 'Code of the hospital'),
  'birth.hospital': said('助产机构', 'Hospital'),
  'birth.gestationWeeks': said('孕周', 'Weeks of gestation'),
  'birth.count': said('活产胎数', 'Children born alive'),
  'birth.deliveryKind': {
    ...said('分娩方式', 'Kind of delivery'),
    choices: {
      natural: { 'zh-CN': '自然分娩', en: 'Natural' },
      caesarean: { 'zh-CN': '剖宫产', en: 'Caesarean' },
    },
  },
  'birth.singleParentStatement': {
    ...said('母亲单方声明', "Mother's statement"),
    hint: {
      'zh-CN': '母亲已书面声明不提供父亲信息',
      en: 'The mother has stated in writing that she gives no particulars of the father',
    },
  },

  child: said('新生儿', 'Child'),
  'child.order': said('出生次序', 'Order of birth'),
  'child.sex': {
    ...said('性别', 'Sex'),
    choices: { female: { 'zh-CN': '女', en: 'Female' }, male: { 'zh-CN': '男', en: 'Male' } },
  },
  'child.weightGrams': said('出生体重（克）', 'Weight (grams)'),
  'child.name': {
    ...said('新生儿姓名', 'Name of the child'),
    hint: {
      'zh-CN': '尚未取名可以不填，之后由父母选定',
      en: 'Leave it out when it is not chosen yet: the parents choose it later',
    },
  },
  'child.lateExplanation': said('超过30日的情况说明', 'Why it comes after 30 days'),
  'child.parentageTest': said('亲子鉴定报告编号', 'Number of the parentage test'),
  'child.birthCertificateNumber': said('出生医学证明编号', 'Number of the birth certificate'),
  'child.idNumber': said('新生儿公民身份号码', 'ID number of the child'),
  'child.insuredNumber': said('医保参保编号', 'Insured number'),
  'child.coveredFrom': said('参保生效日期', 'Covered from'),
  'child.cardNumber': said('市民卡号', 'Number of the citizen card'),
  'child.vaccinationNumber': said('预防接种证编号', 'Number of the vaccination certificate'),
  'child.handbookNumber': said('母子健康手册编号', 'Number of the mother and child handbook'),
  'child.healthRecordNumber': said('儿童保健册编号', 'Number of the child health handbook'),

  mother: said('母亲', 'Mother'),
  'mother.name': said('母亲姓名', "Mother's name"),
  'mother.idType': { ...said('母亲证件类型', "Mother's document"), choices: idTypes },
  'mother.idNumber': said('母亲证件号码', "Number of the mother's document"),
  'mother.phone': said('联系电话', 'Phone'),

  father: said('父亲', 'Father'),
  'father.name': said('父亲姓名', "Father's name"),
  'father.idType': { ...said('父亲证件类型', "Father's document"), choices: idTypes },
  'father.idNumber': said('父亲证件号码', "Number of the father's document"),

  marriage: said('婚姻状况', 'Marriage'),
  'marriage.status': {
    ...said('父母婚姻状况', 'The parents are'),
    choices: {
      married: { 'zh-CN': '已婚', en: 'Married to each other' },
      unmarried: { 'zh-CN': '未婚', en: 'Not married to each other' },
    },
  },
  'marriage.certificateNumber': said('结婚证字号', 'Number of the marriage certificate'),
  'marriage.statement': {
    ...said('非婚生育说明', 'Statement about the birth outside marriage'),
    hint: { 'zh-CN': '未婚随母落户的需要填写', en: "Needed when the child follows the mother's household" },
  },

  household: said('落户', 'Household'),
  'household.follow': { ...said('随谁落户', 'The child follows'), choices: parents },
  'household.number': said('户号', 'Number of the household'),
  'household.divisionCode': said('户籍地行政区划代码', 'Division code of the household'),

  residence: said('居住地', 'Residence'),
  'residence.address': said('居住地址', 'Address'),
  'residence.divisionCode': said('居住地行政区划代码', 'Division code of the address'),

  insurance: said('新生儿医保', 'Medical insurance of the child'),
  'insurance.payer': { ...said('缴费人', 'Who pays'), choices: parents },
  'insurance.payerIdNumber': said('缴费人证件号码', "Number of the payer's document"),

  payout: said('生育津贴发放', 'Payment of the maternity benefit'),
  'payout.account': said('银行账号', 'Bank account'),
  'payout.bank': said('开户银行', 'Bank'),

  'benefit.decisionNumber': said('生育待遇核定编号', 'Number of the benefit decision'),
  'benefit.amount': said('生育津贴金额（元）', 'Maternity benefit (yuan)'),
  'benefit.days': said('享受天数', 'Days of benefit'),
};
