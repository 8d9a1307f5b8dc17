/** Raised when CloudWatch would refuse what it was given, or when it is not evaluated here. One sentence. */
export class CloudWatchError extends Error {
  override readonly name = 'CloudWatchError';
}
