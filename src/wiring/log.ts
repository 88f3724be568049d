import pino, { type Logger } from 'pino';

export type Log = Logger;

const PERSONAL = ['idNumber', 'name', 'phone', 'authorization', 'apiKey', 'fields', 'output'];

/**
 * Structured logs on standard error. Only chosen fields are ever logged, never a body, a name or a number; what is
 * listed here is struck out should somebody forget it.
 */
export function createLog(level: string, destination: pino.DestinationStream = pino.destination(2)): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: PERSONAL.flatMap((field) => [field, `*.${field}`]),
        remove: true,
      },
    },
    destination,
  );
}
