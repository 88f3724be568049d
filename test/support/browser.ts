import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

const executablePath =
  process.env['CHROMIUM_PATH'] ??
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find((path) => existsSync(path));

/** Tests in a browser: left out where a machine has none, but never in CI. */
export const describeInBrowser =
  executablePath !== undefined || process.env['CI'] === 'true' ? describe : describe.skip;

/** The browser of this machine, without a window. */
export function openBrowser(): Promise<Browser> {
  if (executablePath === undefined) {
    throw new Error('Chromium is missing: install the package "chromium" (Debian, Ubuntu), or set CHROMIUM_PATH');
  }
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}
