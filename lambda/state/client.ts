import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** A call waits for its state: a store that does not answer at once must not become the server's latency. */
const CONNECT_MS = 1_000;
const REQUEST_MS = 2_000;

/**
 * One client for all state tables. It is loaded at once and not waited for: start-up is when Lambda has most
 * CPU, and the first call should not pay for it.
 * Attempts are not repeated here, because each store knows better what a second attempt means.
 */
export function createClientProvider(): () => Promise<DynamoDBClient> {
  async function create(): Promise<DynamoDBClient> {
    const { DynamoDBClient: Client } = await import('@aws-sdk/client-dynamodb');
    return new Client({
      maxAttempts: 1,
      // Without the last option a time-out only warns, and a silent store keeps every socket.
      requestHandler: {
        connectionTimeout: CONNECT_MS,
        requestTimeout: REQUEST_MS,
        throwOnRequestTimeout: true,
      },
    });
  }
  const client = create();
  // Whoever uses it meets the failure.
  client.catch(() => undefined);
  return () => client;
}
