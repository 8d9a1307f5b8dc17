import type { Clock } from './clock';

/** How long a value is used before it is read again: the longest a rotated secret stays in use. */
const CACHE_MS = 300_000;

/** Reads the current value of a secret by its ARN. */
export type FetchSecret = (arn: string) => Promise<string>;

/** Reads by the name that the construct's `secrets` gave. */
export type ReadSecret = (name: string) => Promise<string>;

/** Values stay in memory for 5 minutes; a read that failed is not kept. */
export function createReadSecret(
  arns: Readonly<Record<string, string>>,
  fetchSecret: FetchSecret,
  clock: Clock,
): ReadSecret {
  const cache = new Map<string, { readonly readAt: number; readonly value: Promise<string> }>();

  return function readSecret(name) {
    const arn = Object.hasOwn(arns, name) ? arns[name] : undefined;
    if (arn === undefined) {
      const known = Object.keys(arns).join(', ') || 'none';
      return Promise.reject(
        new Error(`No secret is named '${name}'; known are: ${known}. Add it to the construct's secrets.`),
      );
    }
    const cached = cache.get(name);
    if (cached && clock.now() - cached.readAt < CACHE_MS) return cached.value;
    const value = fetchSecret(arn);
    cache.set(name, { readAt: clock.now(), value });
    value.catch(() => {
      if (cache.get(name)?.value === value) cache.delete(name);
    });
    return value;
  };
}

/** The AWS client is heavy and most services have no secret: it is loaded with the first read. */
export const fetchFromSecretsManager: FetchSecret = async function fetchFromSecretsManager(arn) {
  const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
  const client = new SecretsManagerClient({ maxAttempts: 3 });
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
  if (SecretString === undefined) throw new Error('The secret is binary; store it as text.');
  return SecretString;
};
