import { fstatSync } from 'node:fs';

const GLANCE_MS = 300;

/**
 * Calls back when the parent process is gone, however it ended: its message channel closes, or the pipe to our
 * standard input does. A parent that gave neither is watched by its process number.
 */
export function whenParentIsGone(then: () => void): void {
  if (process.connected) {
    process.once('disconnect', then);
    return;
  }
  if (isPipe(0)) {
    process.stdin.once('end', then).once('close', then).resume();
    return;
  }
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    then();
  }, GLANCE_MS);
  timer.unref();
}

function isPipe(descriptor: number): boolean {
  try {
    const stat = fstatSync(descriptor);
    return stat.isFIFO() || stat.isSocket();
  } catch {
    // Closed before we started: there is nothing to watch.
    return false;
  }
}
