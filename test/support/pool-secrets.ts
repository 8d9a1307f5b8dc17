import { AwsFault, startAwsEndpoint } from './aws-endpoint';
import type { CognitoPool } from './cognito-pool';

export interface PoolSecrets {
  /** Answers every read with an error of the service's own while true. */
  broken: boolean;
  /** ARNs that were read, in order. */
  read(): readonly string[];
  /** Environment with which a server, in any process, reads the pool's secrets. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Secrets Manager with what a pool's server needs, at the socket. */
export async function startPoolSecrets(pool: Pick<CognitoPool, 'secrets'>): Promise<PoolSecrets> {
  const endpoint = await startAwsEndpoint({
    GetSecretValue: ({ SecretId }) => {
      const text = pool.secrets.get(String(SecretId));
      if (secrets.broken) throw new AwsFault('InternalServiceError', 'It is down.');
      if (text === undefined)
        throw new AwsFault('ResourceNotFoundException', `No secret ${String(SecretId)}.`);
      return { SecretString: text };
    },
  });
  const { AWS_ENDPOINT_URL: url = '', ...environment } = endpoint.environment;
  const secrets: PoolSecrets = {
    broken: false,
    read: () => endpoint.asked.map(([, { SecretId }]) => String(SecretId)),
    environment: { ...environment, AWS_ENDPOINT_URL_SECRETS_MANAGER: url },
    close: () => endpoint.close(),
  };
  return secrets;
}
