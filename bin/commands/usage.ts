/** Raised when the command line is wrong. The message is one line; the command exits with 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
