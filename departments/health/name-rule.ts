/**
 * Names of newborns: Han characters only, no letters, digits or marks (民法典 1015 for the surname; the certificate's
 * guide for the characters). Han is asked of Unicode and not of a list, so that rare characters of extension blocks
 * pass; whether a character is in 通用规范汉字表 is left to the office.
 */
const PLAIN_NAME = /^\p{Script=Han}{2,6}$/u;
const NAME_WITH_DOT = /^\p{Script=Han}+(?:·\p{Script=Han}+)+$/u;
const LONGEST_NAME_WITH_DOT = 20;

const COMPOUND_SURNAMES = [
  '欧阳',
  '诸葛',
  '上官',
  '司徒',
  '司马',
  '东方',
  '皇甫',
  '尉迟',
  '公孙',
  '慕容',
  '令狐',
  '夏侯',
  '端木',
  '长孙',
];

export function isAllowedName(name: string): boolean {
  if (PLAIN_NAME.test(name)) return true;
  return NAME_WITH_DOT.test(name) && [...name].length <= LONGEST_NAME_WITH_DOT;
}

/**
 * The child has the surname of one of the parents. Not asked of names written with a dot, which have no surname, nor
 * when the parent's own name is not in Han characters.
 */
export function hasSurnameOfParent(name: string, parents: readonly string[]): boolean {
  if (name.includes('·')) return true;
  const comparable = parents.filter((parent) => PLAIN_NAME.test(parent));
  if (comparable.length < parents.length) return true;
  return comparable.some((parent) => name.startsWith(surnameOf(parent)));
}

function surnameOf(name: string): string {
  return COMPOUND_SURNAMES.find((surname) => name.startsWith(surname)) ?? [...name][0] ?? name;
}
