import { merkleRoot } from './merkle';

/** Test vectors of Certificate Transparency for RFC 6962: eight leaves of growing length. */
const leaves = ['', '\x00', '\x10', ' !', '01', '@ABC', 'PQRSTUVW', '`abcdefghijklmno'];
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

it.each(roots.map((root, count) => [count, root]))('has the root of RFC 6962 over %d leaves', (count, root) => {
  expect(merkleRoot(leaves.slice(0, count), 'sha256')).toBe(root);
});

it('does not take two leaves for one, nor an inner hash for a leaf', () => {
  expect(merkleRoot(['ab'], 'sha256')).not.toBe(merkleRoot(['a', 'b'], 'sha256'));
  expect(merkleRoot(['a', 'b', 'b'], 'sha256')).not.toBe(merkleRoot(['a', 'b', 'b', 'b'], 'sha256'));
});

it('hashes with SM3 where that is asked for', () => {
  expect(merkleRoot([], 'sm3')).toBe('1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b');
});
