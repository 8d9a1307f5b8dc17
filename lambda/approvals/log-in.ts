import { createHash, randomBytes } from 'node:crypto';
import { redirect } from '../oauth/answers';
import { readCookies, setCookie } from '../oauth/cookies';
import { TRANSACTION_SECONDS } from '../oauth/handles';
import { fullScope } from '../oauth/scopes';
import type { Site } from './site';

/** One login under way: the browser keeps it, sealed. */
export interface SealedLogin {
  readonly handle: string;
  /** RFC 7636: only who holds it can use the code. */
  readonly verifier: string;
  /** Whose page was asked for. @default - the list */
  readonly ticket?: string;
}

const VERIFIER_BYTES = 32;

/** Sends a person to Cognito, and remembers in their browser what they wanted to see. */
export async function logIn(request: Request, site: Site, ticket?: string): Promise<Response> {
  const handle = await site.handles.create();
  const verifier = randomBytes(VERIFIER_BYTES).toString('base64url');
  const login: SealedLogin = { handle, verifier, ...(ticket !== undefined && { ticket }) };
  const url = site.cognito.loginUrl({
    state: handle,
    scopes: site.scopes.map((scope) => fullScope(site.resource, scope)),
    challenge: createHash('sha256').update(verifier).digest('base64url'),
  });
  const cookies = setCookie(readCookies(request), {
    kind: 'approverLogin',
    handle,
    value: await site.sealer.seal('approverLogin', login),
    seconds: TRANSACTION_SECONDS,
  });
  return redirect(url, cookies);
}

/** What was sealed here has this shape; after an upgrade it may have been sealed by the release before. */
export function isSealedLogin(
  value: Readonly<Record<string, unknown>> | undefined,
): value is Readonly<Record<string, unknown>> & SealedLogin {
  if (value === undefined) return false;
  const { handle, verifier, ticket } = value;
  return (
    typeof handle === 'string' &&
    typeof verifier === 'string' &&
    (ticket === undefined || typeof ticket === 'string')
  );
}
