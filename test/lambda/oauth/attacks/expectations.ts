import { ISSUER, bodyOf, type Facade } from '../../../support/facade';

/** A page for the person: nobody is sent anywhere, and nothing is left in the browser. */
export async function expectStopped(response: Response, status: 400 | 403 = 400): Promise<void> {
  expect([response.status, response.headers.get('content-type')]).toEqual([
    status,
    'text/html; charset=utf-8',
  ]);
  expect(response.headers.get('location')).toBeNull();
  expect(response.headers.getSetCookie()).toEqual([]);
  expect(await response.text()).toContain('This login was stopped');
}

/** The host is told, at the address that it registered, with its own state and our name. */
export function expectReturned(response: Response, error: string, redirectUri: string): void {
  expect(response.status).toBe(303);
  const location = response.headers.get('location') ?? '';
  expect(location).toBe(
    `${redirectUri}${redirectUri.includes('?') ? '&' : '?'}error=${error}&iss=${encodeURIComponent(ISSUER)}&state=state-1`,
  );
}

/** JSON for the host's program. */
export async function expectJson(response: Response, error: string, status = 400): Promise<void> {
  expect([response.status, response.headers.get('cache-control')]).toEqual([status, 'no-store']);
  const body = await bodyOf(response);
  expect(body.error).toBe(error);
  expect(Object.keys(body)).toEqual(['error', 'error_description']);
}

/** Cognito heard nothing of it. */
export function expectNoUpstream({ pool }: Facade): void {
  expect(pool.requests).toEqual([]);
}
