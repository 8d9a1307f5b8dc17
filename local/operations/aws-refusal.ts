import { types } from 'node:util';
import { DeskError, oneLine } from '../desk-error';

const UNKNOWN_CALLER =
  /credential|ExpiredToken|InvalidClientTokenId|UnrecognizedClient|security token|SSO|SignatureDoesNotMatch/i;

/** What the SDK says, as a sentence that begins with what did not happen and ends with what to do. */
export function awsRefusal(what: string, error: unknown): DeskError {
  if (error instanceof DeskError) return error;
  const said = oneLine(error);
  const named = nameOf(error);
  if (UNKNOWN_CALLER.test(`${named} ${said}`))
    return new DeskError(
      `${what}: AWS does not know who asks (${said}). Log in, as with 'aws sso login', or set AWS_PROFILE.`,
    );
  if (/region is missing/i.test(said))
    return new DeskError(`${what}: no region is set. Set AWS_REGION, as in AWS_REGION=eu-west-1.`);
  return new DeskError(`${what}: ${named === 'Error' ? '' : `${named}: `}${said}`);
}

/** The name of the exception, such as `UserNotFoundException`. */
export function nameOf(error: unknown): string {
  return types.isNativeError(error) ? error.name : '';
}
