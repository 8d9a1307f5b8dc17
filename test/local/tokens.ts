/** The claims of a bearer token, unchecked. */
export function decodeJwt(authorization = ''): Readonly<Record<string, unknown>> {
  const [, claims = ''] = authorization.replace(/^Bearer /, '').split('.');
  return JSON.parse(Buffer.from(claims, 'base64url').toString('utf8'));
}
