/** Codes of GB/T 2260 as they stand in 2026 (identifiers 4.7). */
export const JINHUA_DIVISIONS = {
  '330702': '婺城区',
  '330703': '金东区',
  '330723': '武义县',
  '330726': '浦江县',
  '330727': '磐安县',
  '330781': '兰溪市',
  '330782': '义乌市',
  '330783': '东阳市',
  '330784': '永康市',
} as const;

/** Where the demo city's people come from who have their household elsewhere. */
export const HANGZHOU_DIVISIONS = { '330102': '上城区', '330106': '西湖区', '330110': '余杭区' } as const;

export const JINHUA_REGION = '330700';
export const HANGZHOU_REGION = '330100';

export function isJinhuaDivision(divisionCode: string): boolean {
  return Object.hasOwn(JINHUA_DIVISIONS, divisionCode);
}
