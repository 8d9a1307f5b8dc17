let format: Intl.DateTimeFormat | undefined;

/** A moment as `2026-11-20T12:00:00Z`. Swedish dates are written as ISO 8601 writes them. */
export function isoTime(milliseconds: number): string {
  format ??= new Intl.DateTimeFormat('sv-SE', { timeZone: 'UTC', dateStyle: 'short', timeStyle: 'medium' });
  return `${format.format(milliseconds).replace(' ', 'T')}Z`;
}
