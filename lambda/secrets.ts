import type { Clock } from './clock';
import { createSecretValue, type FetchSecret, type SecretValue } from './secret-value';

/** Reads by the name that the construct's `secrets` gave. */
export type ReadSecret = (name: string) => Promise<string>;

/** Values stay in memory for 5 minutes, and longer while Secrets Manager does not answer. */
export function createReadSecret(
  arns: Readonly<Record<string, string>>,
  fetchSecret: FetchSecret,
  clock: Clock,
): ReadSecret {
  const values = new Map<string, SecretValue<string>>(
    Object.entries(arns).map(([name, arn]) => [
      name,
      createSecretValue({ arn, fetchSecret, clock, parse: (text) => text }),
    ]),
  );

  return function readSecret(name) {
    const value = values.get(name);
    if (value) return value.get();
    const known = Object.keys(arns).join(', ') || 'none';
    return Promise.reject(
      new Error(`No secret is named '${name}'; known are: ${known}. Add it to the construct's secrets.`),
    );
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
