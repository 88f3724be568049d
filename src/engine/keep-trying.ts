import { mayPass } from './outage';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 2_000;

/** Does the work again after a pause, and a longer one, while what it fails for may pass and `goesOn` says so. */
export async function keepTrying<T>(work: () => Promise<T>, goesOn: () => boolean): Promise<T> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await work();
    } catch (error) {
      if (!mayPass(error) || !goesOn()) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}
