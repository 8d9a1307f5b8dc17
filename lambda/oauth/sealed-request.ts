import { isStringArray } from '../contract';

/** What a host asked for, on its way through the person's browser. */
export interface SealedRequest {
  readonly handle: string;
  /** Client id. */
  readonly client: string;
  readonly redirectUri: string;
  readonly rawState?: string;
  /** Without prefix. */
  readonly scopes: readonly string[];
  readonly challenge: string;
}

/** What was sealed here has this shape; after an upgrade it may have been sealed by the release before. */
export function isSealedRequest(
  value: Readonly<Record<string, unknown>> | undefined,
): value is Readonly<Record<string, unknown>> & SealedRequest {
  if (value === undefined) return false;
  const { handle, client, redirectUri, rawState, scopes, challenge } = value;
  return (
    [handle, client, redirectUri, challenge].every((text) => typeof text === 'string') &&
    (rawState === undefined || typeof rawState === 'string') &&
    isStringArray(scopes)
  );
}
