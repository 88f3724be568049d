import type { Draw } from './deterministic';

/** Surnames and given names put together by lot: no name here belongs to a known person. */
const SURNAMES = [
  ...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪',
  '诸葛',
  '欧阳',
  '上官',
  '司徒',
];

const FEMALE_GIVEN = [...'婷雅静娟芳敏丽洁琳雪慧怡欣妍倩莹蕾薇瑶岚梅兰菊霞云露月秋春晴悦涵诗语梦萱琪珊颖璐彤宁安清'];
const MALE_GIVEN = [...'伟强磊军勇杰涛超明刚平辉鹏华飞鑫波斌宇浩凯健俊帆旭阳晨博文轩泽睿诚然毅恒远航峰林森海山川松柏'];
const CHILD_GIVEN = [...'一安乐宁辰宸沐汐悦语涵知行言予初南星禾苗岁景澄清和希若瑾瑜舒朗润泽嘉乐昕昱'];

/** Characters of real name lists that many systems lose: CJK extension A, unified additions, extension B and C. */
const RARE_GIVEN = ['㛃', '䶮', '𬍛', '𬀩', '𫖯', '㸌', '䴖', '𬴊'] as const;

export const COMPOUND_SURNAMES = ['诸葛', '欧阳', '上官', '司徒'] as const;

export function surname(draw: Draw, index: number): string {
  return draw.pick(index, 'surname', SURNAMES);
}

export function adultGivenName(draw: Draw, index: number, sex: 'female' | 'male'): string {
  return given(draw, index, sex === 'female' ? FEMALE_GIVEN : MALE_GIVEN, 200);
}

export function childGivenName(draw: Draw, index: number): string {
  return given(draw, index, CHILD_GIVEN, 20);
}

/** Two characters for most, one for a quarter; one person in `rareOneIn` has a rare character. */
function given(draw: Draw, index: number, from: readonly string[], rareOneIn: number): string {
  const first =
    draw.number(index, 'given.rare', rareOneIn) === 0
      ? draw.pick(index, 'given.rareCharacter', RARE_GIVEN)
      : draw.pick(index, 'given.first', from);
  return draw.number(index, 'given.length', 4) === 0 ? first : first + draw.pick(index, 'given.second', from);
}
