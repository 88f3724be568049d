import { hasSurnameOfParent, isAllowedName } from './name-rule';

describe('name of a newborn', () => {
  it.each(['王㛃', '李䶮', '陈𬍛𬀩', '欧阳若琳', '张一', '阿依古丽·买买提', '迪丽热巴·迪力木拉提'])(
    'allows %s',
    (name) => {
      expect(isAllowedName(name)).toBe(true);
    },
  );

  it.each(['王', '王Anna', '王3', '王 一', '王·', '·王一', '王一王一王一王', 'ＡＢ', '王一。', '', 'さくら', '王😀'])(
    'does not allow "%s"',
    (name) => {
      expect(isAllowedName(name)).toBe(false);
    },
  );

  it('counts a character outside the basic plane once', () => {
    expect(isAllowedName('𬍛𬀩𫖯𬴊𬍛𬀩')).toBe(true);
    expect(isAllowedName('𬍛')).toBe(false);
  });

  it('asks for the surname of one parent', () => {
    expect(hasSurnameOfParent('王一', ['李婷', '王强'])).toBe(true);
    expect(hasSurnameOfParent('赵一', ['李婷', '王强'])).toBe(false);
  });

  it('does not take the first half of a compound surname for the surname', () => {
    expect(hasSurnameOfParent('欧一一', ['欧阳婷'])).toBe(false);
    expect(hasSurnameOfParent('欧阳一', ['欧阳婷'])).toBe(true);
  });

  it('does not ask for a surname where names have none', () => {
    expect(hasSurnameOfParent('阿依古丽·买买提', ['李婷'])).toBe(true);
    expect(hasSurnameOfParent('安娜', ['Anna Smith'])).toBe(true);
  });
});
