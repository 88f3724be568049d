import { CaseCipher } from './case-cipher';

const master = Buffer.alloc(32, 1);
const [a, b] = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b'];
const record = { mother: { name: '王小雨', idNumber: '110105199001011234' } };

describe('the case cipher', () => {
  it('opens what it has sealed, in this process and in another', () => {
    const cipher = new CaseCipher(master);
    const key = cipher.newDataKey(a);
    const sealed = cipher.seal(a, key, 'case_record', record);
    expect(cipher.open(a, key, 'case_record', sealed)).toEqual(record);
    expect(new CaseCipher(master).open(a, key, 'case_record', sealed)).toEqual(record);
  });

  it('shows nothing of what is inside, and never seals twice the same way', () => {
    const cipher = new CaseCipher(master);
    const key = cipher.newDataKey(a);
    const sealed = cipher.seal(a, key, 'case_record', record);
    for (const secret of [record.mother.name, record.mother.idNumber, 'mother']) {
      expect(sealed.includes(Buffer.from(secret))).toBe(false);
    }
    expect(cipher.seal(a, key, 'case_record', record).equals(sealed)).toBe(false);
    expect(cipher.newDataKey(a).equals(cipher.newDataKey(a))).toBe(false);
  });

  it('does not open what was moved to another place, case or key', () => {
    const cipher = new CaseCipher(master);
    const [key, other] = [cipher.newDataKey(a), cipher.newDataKey(b)];
    const sealed = cipher.seal(a, key, 'case_record_part|2', record);
    expect(() => cipher.open(a, key, 'case_record_part|3', sealed)).toThrow();
    expect(() => cipher.open(b, other, 'case_record_part|2', sealed)).toThrow();
    expect(() => cipher.open(a, other, 'case_record_part|2', sealed)).toThrow();
    expect(() => new CaseCipher(master).open(b, key, 'case_record_part|2', sealed)).toThrow();
  });

  it('keeps apart two keys that were made for one case, so that a start sent twice cannot lock its record', () => {
    const cipher = new CaseCipher(master);
    const stored = cipher.newDataKey(a);
    const sealed = cipher.seal(a, stored, 'case_record', record);
    cipher.newDataKey(a);
    expect(cipher.open(a, stored, 'case_record', sealed)).toEqual(record);
    const part = cipher.seal(a, stored, 'case_record_part|2', { x: 1 });
    expect(new CaseCipher(master).open(a, stored, 'case_record_part|2', part)).toEqual({ x: 1 });
  });

  it('does not open anything of which a single bit was changed', () => {
    const cipher = new CaseCipher(master);
    const key = cipher.newDataKey(a);
    const sealed = cipher.seal(a, key, 'case_record', record);
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(() => cipher.open(a, key, 'case_record', changed)).toThrow();
    }
    expect(() => cipher.open(a, key, 'case_record', sealed.subarray(0, -1))).toThrow();
  });

  it('opens nothing with another master key, and refuses one of another length', () => {
    const cipher = new CaseCipher(master);
    const key = cipher.newDataKey(a);
    const sealed = cipher.seal(a, key, 'case_record', record);
    expect(() => new CaseCipher(Buffer.alloc(32, 2)).open(a, key, 'case_record', sealed)).toThrow();
    expect(() => new CaseCipher(Buffer.alloc(16, 1))).toThrow('32 bytes');
  });

  it('erases a case with its data key: no other key opens it, also not one made anew for it', () => {
    const cipher = new CaseCipher(master);
    const sealed = cipher.seal(a, cipher.newDataKey(a), 'case_record', record);
    const anew = cipher.newDataKey(a);
    expect(() => cipher.open(a, anew, 'case_record', sealed)).toThrow();
    expect(() => cipher.open(a, Buffer.alloc(0), 'case_record', sealed)).toThrow();
  });

  it('finds equal values by a stable index that tells nothing and differs by purpose and key', () => {
    const index = new CaseCipher(master).blindIndex('person', ['110105199001011234']);
    expect(index).toEqual(new CaseCipher(master).blindIndex('person', ['110105199001011234']));
    expect(index).toHaveLength(32);
    const others = [
      new CaseCipher(master).blindIndex('person', ['110105199001011235']),
      new CaseCipher(master).blindIndex('business-key', ['110105199001011234']),
      new CaseCipher(master).blindIndex('person', ['110105199001011', '234']),
      new CaseCipher(Buffer.alloc(32, 2)).blindIndex('person', ['110105199001011234']),
    ];
    for (const other of others) expect(other.equals(index)).toBe(false);
  });
});
