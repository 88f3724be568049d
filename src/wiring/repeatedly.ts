/** Something that is done again and again until it is stopped. */
export interface Repeated {
  stop(): void;
}

/**
 * Does the work, pauses, and does it again: never twice at the same time. Work that fails is done again after the next
 * pause; who wants to know why tells it inside.
 */
export function repeatedly(work: () => Promise<unknown>, pauseMs: () => number, firstInMs = 0): Repeated {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const later = (ms: number): void => {
    if (!stopped) timer = setTimeout(doOnce, ms).unref();
  };
  const doOnce = (): void => {
    const again = (): void => later(pauseMs());
    work().then(again, again);
  };
  later(firstInMs);
  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
