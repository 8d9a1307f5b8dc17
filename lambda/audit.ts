import { fitLine } from './line-size';
import type { WriteLine } from './request-line';
import { redactSecrets } from './sanitize/redact-secrets';

/**
 * What happened to the service itself, and what a person decided for others. What callers do, and what they are
 * refused, is in the line of the request.
 */
export type AuditEvent = 'approval' | 'deployment' | 'switch';

/**
 * One line in the log for something that a person may have to account for: `audit` finds them all. It obeys no
 * log level, holds no secrets and is as long as a request's line at most.
 */
export function writeAudit(
  writeLine: WriteLine,
  audit: AuditEvent,
  message: string,
  fields: Readonly<Record<string, unknown>>,
): void {
  writeLine(message, fitLine({ audit, ...redactFields(fields) }));
}

/** The same fields, their texts without secrets. */
export function redactFields<Fields extends object>(fields: Fields): Fields {
  const redacted = Object.entries(fields).map(([name, value]) => [
    name,
    typeof value === 'string' ? redactSecrets(value) : value,
  ]);
  return Object.fromEntries(redacted);
}
