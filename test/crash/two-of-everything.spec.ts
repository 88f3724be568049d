import { familyByFamily } from '../support/families';
import { allCompletedBut, stepsOf } from '../support/cases';
import { prepareWholeProduct, type WholeProduct } from './support/whole-product';

describe('two copies on one machine', () => {
  let copies: WholeProduct[] = [];

  beforeAll(async () => {
    copies = [await prepareWholeProduct(), await prepareWholeProduct()];
  });
  afterAll(() => Promise.all(copies.map((copy) => copy.remove())));

  it('run side by side and know nothing of each other', async () => {
    await Promise.all(copies.map((copy) => copy.start()));
    const birth = familyByFamily((copies[0] as WholeProduct).persons)('marriedLocal');
    const views = await Promise.all(
      copies.map(async (copy) => copy.hospital().ended(await copy.hospital().start(birth), 60_000)),
    );
    for (const view of views) expect(stepsOf(view)).toEqual(allCompletedBut(1));
    expect(new Set(views.map(({ id }) => id)).size).toBe(2);
    expect(new Set(copies.map((copy) => copy.postgresPid())).size).toBe(2);
    const [one, other] = copies as [WholeProduct, WholeProduct];
    const strange = await fetch(`${one.url}/api/v1/instances/${views[0]?.id}`, {
      headers: { authorization: `Bearer ${other.key()}` },
    });
    expect(strange.status).toBe(401);
  }, 90_000);
});
