import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

/** Nest's own words in our log: warnings and errors only, and of those the text without what went with it. */
export function nestLog(log: Logger): LoggerService {
  const quiet = (): void => undefined;
  return {
    log: quiet,
    debug: quiet,
    verbose: quiet,
    warn: (message: unknown) => log.warn({ from: 'nest' }, String(message)),
    error: (message: unknown) => log.error({ from: 'nest' }, String(message)),
    fatal: (message: unknown) => log.fatal({ from: 'nest' }, String(message)),
  };
}
