import { isStringArray } from '../contract';

/** What a host gets for a login: Cognito's code, and all that it was given for. */
export interface SealedCode {
  readonly code: string;
  readonly client: string;
  readonly redirectUri: string;
  readonly challenge: string;
  /** Without prefix. */
  readonly scopes: readonly string[];
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

export function isSealedCode(
  value: Readonly<Record<string, unknown>> | undefined,
): value is Readonly<Record<string, unknown>> & SealedCode {
  if (value === undefined) return false;
  const { code, client, redirectUri, challenge, scopes, expiresAt } = value;
  return (
    [code, client, redirectUri, challenge].every((text) => typeof text === 'string') &&
    isStringArray(scopes) &&
    typeof expiresAt === 'number'
  );
}

/** What a host refreshes with: Cognito's refresh token, and whose it is. */
export interface SealedRefresh {
  readonly token: string;
  readonly client: string;
  readonly scopes: readonly string[];
  readonly subject: string;
}

export function isSealedRefresh(
  value: Readonly<Record<string, unknown>> | undefined,
): value is Readonly<Record<string, unknown>> & SealedRefresh {
  if (value === undefined) return false;
  const { token, client, scopes, subject } = value;
  return [token, client, subject].every((text) => typeof text === 'string') && isStringArray(scopes);
}
