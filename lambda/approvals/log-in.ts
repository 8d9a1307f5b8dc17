import { createHash, randomBytes } from 'node:crypto';
import { fullScope } from '../contract';
import { redirect } from '../oauth/answers';
import { readCookies, setCookie } from '../oauth/cookies';
import { TRANSACTION_SECONDS } from '../oauth/handles';
import type { Site } from './site';
import { stopped } from './stopped-page';

const VERIFIER_BYTES = 32;

/** Sends a person to Cognito, and remembers in their browser what they wanted to see. */
export async function logIn(request: Request, site: Site, ticket?: string): Promise<Response> {
  if (!site.mayLogIn()) return stopped(429, 'Too many logins begin right now. Try again in a few seconds.');
  const handle = await site.handles.create();
  const verifier = randomBytes(VERIFIER_BYTES).toString('base64url');
  const login = { handle, verifier, ...(ticket !== undefined && { ticket }) };
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
