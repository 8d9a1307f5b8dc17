import { generateKeyPair, randomUUID, sign, type JsonWebKey, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

/** An RSA key that signs tokens. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  /** As it stands in a JWKS. */
  readonly publicJwk: JsonWebKey;
}

export type Claims = Readonly<Record<string, unknown>>;

/** A key that lives as long as this process. */
export async function generateSigningKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const kid = randomUUID();
  return {
    kid,
    privateKey,
    publicJwk: { ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' },
  };
}

/**
 * RFC 7515 §7.1.
 *
 * @param header - Over `alg` and `kid`; a part that is `undefined` is left out.
 */
export function signToken({ privateKey, kid }: SigningKey, claims: Claims, header: Claims = {}): string {
  const parts = [{ alg: 'RS256', kid, ...header }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  const content = parts.join('.');
  return `${content}.${sign('sha256', Buffer.from(content), privateKey).toString('base64url')}`;
}
