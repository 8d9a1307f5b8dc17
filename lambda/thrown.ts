/** What was thrown, for the operator, in at most `most` characters. Anything can be thrown; this never throws. */
export function describeThrown(thrown: unknown, most: number): string {
  try {
    return textOf(thrown).slice(0, most);
  } catch {
    return `(${typeof thrown} without a text)`;
  }
}

function textOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  // Both are properties like any other: a library may have put something else there.
  const { stack, message }: { stack?: unknown; message: unknown } = thrown;
  return typeof stack === 'string' ? stack : String(message);
}

/** Its message alone, where a line of the log has room for a reason. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
