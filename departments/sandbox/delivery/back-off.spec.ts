import { backOffMs } from './back-off';

describe('back-off of deliveries', () => {
  it('doubles up to half a minute and never overflows', () => {
    expect([1, 2, 3, 8, 9, 1_000_000].map((failures) => backOffMs(failures, () => 0.5))).toEqual([
      200, 400, 800, 25_600, 30_000, 30_000,
    ]);
  });
});
