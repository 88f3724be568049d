import { randomIds, uuidV7 } from './ids';

describe('ids', () => {
  it('are UUIDs of version 7', () => {
    for (let n = 0; n < 1_000; n += 1) {
      expect(uuidV7()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
  });

  it('begin with the time they were made, to the millisecond', () => {
    // The example of RFC 9562, A.6.
    expect(uuidV7(0x017f22e279b0)).toMatch(/^017f22e2-79b0-7/);
    expect(uuidV7(2 ** 48 - 1)).toMatch(/^ffffffff-ffff-7/);
  });

  it('sort as text in the order of their times', () => {
    const times = [0, 1, 255, 256, 65_536, 1_700_000_000_000, 1_700_000_000_001, 4_102_444_800_000, 2 ** 48 - 1];
    const ids = times.map((time) => uuidV7(time));
    expect([...ids].sort()).toEqual(ids);
  });

  it('of one millisecond are different', () => {
    const ids = Array.from({ length: 10_000 }, () => uuidV7(1_700_000_000_000));
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('tracking codes', () => {
  const codes = Array.from({ length: 20_000 }, () => randomIds.trackingCode());

  it('are sixteen letters and digits that nobody takes for one another', () => {
    for (const code of codes) expect(code).toMatch(/^[2-9A-HJKMNP-Z]{16}$/);
    expect(new Set(codes).size).toBe(codes.length);
  });

  it('favour no letter: a byte beyond the last whole round of the alphabet is thrown away', () => {
    const counts = new Map<string, number>();
    for (const letter of codes.join('')) counts.set(letter, (counts.get(letter) ?? 0) + 1);
    expect(counts.size).toBe(31);
    const expected = (codes.length * 16) / 31;
    // Six standard deviations; with "byte % 31" alone the first eight letters would be 9 % too frequent, some nine.
    const tolerance = 6 * Math.sqrt(expected * (1 - 1 / 31));
    for (const [letter, count] of counts) {
      expect({ letter, isFair: Math.abs(count - expected) < tolerance }).toEqual({ letter, isFair: true });
    }
  });
});
