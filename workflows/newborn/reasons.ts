import type { Text } from '../../src/core';

/** What a parent is told when a matter ends without being done, by the reason code of the workflow. */
export const newbornReasons: Readonly<Record<string, Text>> = {
  'household-outside-city': {
    'zh-CN': '户口随迁地不在本市，请持已备好的材料到户籍地派出所办理，其余事项照常办理',
    en: 'The household lies outside the city: take what is prepared to the police station there; all else goes on here',
  },
  'parentage-test-at-counter': {
    'zh-CN': '非婚生子女随父落户需亲子鉴定，请到派出所窗口办理',
    en: 'Registering with an unmarried father asks for a parentage test: please go to the police counter',
  },
  'no-birth-certificate': {
    'zh-CN': '出生医学证明未能签发，本事项无法办理',
    en: 'Without a birth certificate this matter cannot be done',
  },
  'id-number-not-known': {
    'zh-CN': '尚无公民身份号码，取得后可到窗口办理，材料已预填',
    en: 'The ID number is not known here: once it is, go to the counter, where everything is prefilled',
  },
  'certificate-exists': {
    'zh-CN': '该新生儿已签发过出生医学证明，请到窗口核对',
    en: 'This child has a birth certificate already: please have it checked at the counter',
  },
  'already-enrolled': {
    'zh-CN': '该新生儿已在其他处参保，请到窗口合并',
    en: 'This child is insured already: please have the records merged at the counter',
  },
  'id-number-unknown': {
    'zh-CN': '医保部门未查到该身份号码，请到窗口核对',
    en: 'The insurance does not know this ID number: please have it checked at the counter',
  },
  'mother-not-insured': {
    'zh-CN': '母亲未参加生育保险，无需办理',
    en: 'The mother has no maternity insurance: nothing to be done',
  },
  'mother-insured-elsewhere': {
    'zh-CN': '母亲在外地参保，请向参保地医保部门申领生育待遇',
    en: 'The mother is insured elsewhere: please claim from the insurance of that place',
  },
  'benefit-already-decided': {
    'zh-CN': '本次生育的待遇此前已核定，无需重复办理',
    en: 'The benefit for this birth has been decided before',
  },
  'name-known': { 'zh-CN': '姓名已填报', en: 'The name has been given' },
};
