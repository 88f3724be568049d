import { cardWorld } from './card-world';
import { everyFault, missingFaults, playSeeds } from './play-seeds';

describe('the engine under faults, simulated: even seeds', () => {
  it('keeps its invariants and ends every case, whatever fails in whatever order', async () => {
    const again = '--selectProjects unit -i src/engine/testing/simulation.even';
    const total = await playSeeds({ count: 10_000, share: [0, 2], again, world: cardWorld });
    expect(missingFaults(total, everyFault, 2)).toEqual([]);
  }, 600_000);
});
