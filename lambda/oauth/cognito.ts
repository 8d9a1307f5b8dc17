import type { CognitoSettings } from '../contract';
import { parseFields } from '../fields';
import type { SecretValue } from '../secret-value';
import { messageOf } from '../thrown';

/** What Cognito gives for a code or a refresh token. */
export interface CognitoGrant {
  readonly accessToken: string;
  /** Absent at a refresh where the pool does not rotate them. */
  readonly refreshToken?: string;
  readonly expiresIn: number;
}

export type CognitoAnswer =
  | { readonly kind: 'grant'; readonly grant: CognitoGrant }
  /** The code or the refresh token is used up, over or revoked. */
  | { readonly kind: 'invalidGrant' }
  /** Cognito is busy or silent. */
  | { readonly kind: 'unavailable'; readonly reason: string; readonly retryAfterSeconds?: number }
  /** The pool is not as the template made it: nothing that the host could change. */
  | { readonly kind: 'misconfigured'; readonly reason: string };

/** The pool's own authorization server, asked as the one app client that people log in through. */
export interface Cognito {
  /** Where the person logs in. Only these parameters reach Cognito. */
  loginUrl(parameters: {
    readonly state: string;
    readonly scopes: readonly string[];
    readonly challenge: string;
  }): string;
  exchange(code: string, verifier: string): Promise<CognitoAnswer>;
  refresh(refreshToken: string): Promise<CognitoAnswer>;
  /** Whether it was done. */
  revoke(refreshToken: string): Promise<boolean>;
}

interface CognitoOptions {
  readonly settings: CognitoSettings;
  readonly clientSecret: SecretValue<string>;
  /** Where people come back to: one of the app client's callbacks. */
  readonly callback: string;
  readonly resource: string;
}

const TIMEOUT_MS = 5_000;

export function createCognito({ settings, clientSecret, callback, resource }: CognitoOptions): Cognito {
  const { loginUrl: origin, clientId, resourceBinding } = settings;

  async function post(
    path: string,
    fields: Readonly<Record<string, string>>,
    secret: string,
  ): Promise<Response> {
    return fetch(`${origin}${path}`, {
      method: 'POST',
      headers: {
        // RFC 6749 §2.3.1; Cognito's ids and secrets hold nothing that would have to be escaped.
        authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams(fields).toString(),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  }

  /** A secret that Cognito does not take may have been replaced since it was read. */
  async function ask(fields: Readonly<Record<string, string>>): Promise<CognitoAnswer> {
    try {
      const secret = await clientSecret.get();
      const answer = await readAnswer(await post('/oauth2/token', fields, secret));
      if (answer !== 'invalidClient') return answer;
      const next = await clientSecret.refresh();
      const again = next === secret ? answer : await readAnswer(await post('/oauth2/token', fields, next));
      return again === 'invalidClient'
        ? { kind: 'misconfigured', reason: 'Cognito does not take the secret of the app client' }
        : again;
    } catch (error) {
      return { kind: 'unavailable', reason: messageOf(error) };
    }
  }

  return {
    loginUrl({ state, scopes, challenge }) {
      const query = new URLSearchParams({
        response_type: 'code',
        client_id: clientId,
        redirect_uri: callback,
        state,
        scope: scopes.join(' '),
        code_challenge: challenge,
        code_challenge_method: 'S256',
        ...(resourceBinding === 'required' && { resource }),
      });
      return `${origin}/oauth2/authorize?${query.toString()}`;
    },
    exchange: (code, verifier) =>
      ask({ grant_type: 'authorization_code', code, redirect_uri: callback, code_verifier: verifier }),
    refresh: (refreshToken) => ask({ grant_type: 'refresh_token', refresh_token: refreshToken }),
    async revoke(refreshToken) {
      try {
        const { ok } = await post('/oauth2/revoke', { token: refreshToken }, await clientSecret.get());
        return ok;
      } catch {
        return false;
      }
    },
  };
}

async function readAnswer(response: Response): Promise<CognitoAnswer | 'invalidClient'> {
  const { status } = response;
  if (status === 429 || status >= 500) {
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    return {
      kind: 'unavailable',
      reason: `Cognito answered ${status}`,
      ...(Number.isSafeInteger(seconds) && seconds > 0 && { retryAfterSeconds: Math.min(seconds, 60) }),
    };
  }
  const body = parseFields(await response.text()) ?? {};
  if (!response.ok) {
    if (body.error === 'invalid_grant') return { kind: 'invalidGrant' };
    if (body.error === 'invalid_client') return 'invalidClient';
    return { kind: 'misconfigured', reason: `Cognito answered ${status}` };
  }
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: expiresIn } = body;
  if (typeof accessToken !== 'string' || typeof expiresIn !== 'number') {
    return { kind: 'misconfigured', reason: 'Cognito answered without an access token' };
  }
  return {
    kind: 'grant',
    grant: { accessToken, expiresIn, ...(typeof refreshToken === 'string' && { refreshToken }) },
  };
}
