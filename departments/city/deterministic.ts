/** Numbers that look random and are the same for the same seed on every machine; no state, so any index can be asked alone. */
export interface Draw {
  /** An integer in [0, below) for the n-th thing and one property of it. */
  number(index: number, property: string, below: number): number;
  pick<T>(index: number, property: string, from: readonly T[]): T;
}

// Taken once: a city asks for millions of draws, and looking up a global costs more than the arithmetic.
const { floor, imul } = Math;

export function drawFrom(seed: string): Draw {
  const root = hashText(seed);
  const propertyHashes = new Map<string, number>();
  const hashOf = (property: string): number => {
    let hash = propertyHashes.get(property);
    if (hash === undefined) propertyHashes.set(property, (hash = hashText(property)));
    return hash;
  };
  const number = (index: number, property: string, below: number): number =>
    floor((mix(mix(root ^ hashOf(property)) + index) / 2 ** 32) * below);
  return {
    number,
    pick: (index, property, from) => {
      const picked = from[number(index, property, from.length)];
      if (picked === undefined) throw new RangeError('cannot pick from an empty list');
      return picked;
    },
  };
}

/** FNV-1a over code units. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

/** The finaliser of MurmurHash3: every bit of the input reaches every bit of the output. */
function mix(value: number): number {
  let hash = value >>> 0;
  hash = imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
