import { LOG_LEVEL_META_KEY, type LoggingLevel, type ServerContext } from '@modelcontextprotocol/server';
import { LeastRecentlyUsed } from '../limits/least-recently-used';
import { cleanString, cleanValue } from '../sanitize/clean-value';
import type { Caller, HandlerLog } from '../tools/context';

/** Messages of one call: a loop in a handler must not become the client's traffic. */
const MOST_MESSAGES = 50;
/** Characters of one message's text, and of its fields as JSON. */
const MOST_CHARACTERS = 2_000;
/** Callers whose level one instance remembers. */
const MOST_CALLERS = 1_000;

const LEVELS: readonly LoggingLevel[] = [
  'debug',
  'info',
  'notice',
  'warning',
  'error',
  'critical',
  'alert',
  'emergency',
];
const LEVEL_OF = { debug: 'debug', info: 'info', warn: 'warning', error: 'error' } as const satisfies Record<
  keyof HandlerLog,
  LoggingLevel
>;

/**
 * Hands what a handler logs to the client that asked for it. Since 2026-07-28 a request says its level itself;
 * before, `logging/setLevel` is a request of its own, and as there are no sessions, the instance that got it
 * remembers it: another instance sends nothing.
 */
export class ClientLogs {
  private readonly levels = new LeastRecentlyUsed<{ level?: LoggingLevel }>(MOST_CALLERS);

  setLevel(caller: Caller, level: LoggingLevel): void {
    this.entryOf(caller).level = level;
  }

  /** A log that writes to `log`, and to the client of this request. */
  tee(log: HandlerLog, caller: Caller, { mcpReq }: ServerContext): HandlerLog {
    const least = mcpReq.envelope ? levelIn(mcpReq.envelope) : this.entryOf(caller).level;
    if (least === undefined) return log;
    let sent = 0;
    const both =
      (name: keyof HandlerLog): HandlerLog['info'] =>
      (message, fields) => {
        log[name](message, fields);
        const level = LEVEL_OF[name];
        if (LEVELS.indexOf(level) < LEVELS.indexOf(least)) return;
        if (sent >= MOST_MESSAGES || mcpReq.signal.aborted) return;
        sent += 1;
        // The call goes on whether or not the client still listens.
        void mcpReq.log(level, dataOf(message, fields)).catch(() => undefined);
      };
    return { debug: both('debug'), info: both('info'), warn: both('warn'), error: both('error') };
  }

  private entryOf({ tenant, subject, agent }: Caller): { level?: LoggingLevel } {
    return this.levels.getOrAdd(JSON.stringify([tenant, subject, agent]), () => ({}));
  }
}

function levelIn(envelope: object): LoggingLevel | undefined {
  const named: unknown = new Map(Object.entries(envelope)).get(LOG_LEVEL_META_KEY);
  return LEVELS.find((level) => level === named);
}

function dataOf(message: string, fields: Readonly<Record<string, unknown>> = {}): object {
  const clean = cleanValue(fields);
  const text = JSON.stringify(clean);
  return {
    message: cleanString(message.slice(0, MOST_CHARACTERS)),
    ...(text !== '{}' && { fields: text.length <= MOST_CHARACTERS ? clean : text.slice(0, MOST_CHARACTERS) }),
  };
}
