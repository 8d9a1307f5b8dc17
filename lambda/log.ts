import { Logger } from '@aws-lambda-powertools/logger';
import type { LogLevel } from './contract';
import type { HandlerLog } from './tools/context';
import type { WriteLine } from './request-line';

export type Log = { readonly [level in keyof HandlerLog]: WriteLine };

/** Lines of handlers and of the server itself. They obey the log level. */
export function createLog(service: string, logLevel: LogLevel): Log {
  const logger = new Logger({ serviceName: service, logLevel });
  return {
    debug: (message, fields) => logger.debug(message, fields),
    info: (message, fields) => logger.info(message, fields),
    warn: (message, fields) => logger.warn(message, fields),
    error: (message, fields) => logger.error(message, fields),
  };
}

/** The line of a request. It is the metric too, so it does not obey the log level. */
export function createWriteLine(service: string): WriteLine {
  const logger = new Logger({ serviceName: service, logLevel: 'INFO' });
  return (message, fields) => logger.info(message, fields);
}
