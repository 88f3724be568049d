import { cardWorld } from './card-world';
import { Simulation } from './simulation';

describe('a simulation', () => {
  it('plays the same seed the same way', async () => {
    const play = async (seed: number) => {
      const world = cardWorld(seed);
      const happened = (await new Simulation(seed, world).run()).toJSON();
      const ids = await world.stores.inspect.instances();
      const heads = await Promise.all(ids.map(async (id) => (await world.stores.inspect.instance(id)).headHash));
      return { happened, heads };
    };
    for (const seed of [7, 8, 9]) expect(await play(seed)).toEqual(await play(seed));
  });
});
