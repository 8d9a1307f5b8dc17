import { Logger } from '@aws-lambda-powertools/logger';
import { LOG_LEVELS, type LogLevel } from './contract';
import { isoTime, type Clock } from './clock';
import type { HandlerLog } from './tools/context';
import type { WriteLine } from './request-line';

export type Log = { readonly [level in keyof HandlerLog]: WriteLine };

/** Lines of handlers and of the server itself. They obey the log level. */
export function createLog(service: string, logLevel: LogLevel): Log {
  const logger = new Logger({ serviceName: service, logLevel: 'TRACE' });
  const silent: WriteLine = () => undefined;
  // Lambda's own log level overrides the library's, so the level is kept here.
  const from = (level: LogLevel, write: WriteLine): WriteLine =>
    LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(logLevel) ? write : silent;
  return {
    debug: from('DEBUG', (message, fields) => logger.debug(message, fields)),
    info: from('INFO', (message, fields) => logger.info(message, fields)),
    warn: from('WARN', (message, fields) => logger.warn(message, fields)),
    error: from('ERROR', (message, fields) => logger.error(message, fields)),
  };
}

/**
 * The line of a request. It is the metric too, so it obeys no log level, and is written past `console`: Lambda
 * wraps what goes through there, and a wrapped line is no metric.
 */
export function createWriteLine(
  { service, release }: { readonly service: string; readonly release: string },
  clock: Clock,
  write: (text: string) => unknown = (text) => process.stdout.write(text),
): WriteLine {
  return (message, fields) => {
    const timestamp = isoTime(clock.now());
    write(`${JSON.stringify({ level: 'INFO', message, timestamp, service, release, ...fields })}\n`);
  };
}
