import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** A call waits for its state: a store that does not answer at once must not become the server's latency. */
const CONNECT_MS = 1_000;
const REQUEST_MS = 2_000;

/**
 * One client for all state tables, loaded with the first use: a service of reads alone may never need it.
 * Attempts are not repeated here, because each store knows better what a second attempt means.
 */
export function createClientProvider(): () => Promise<DynamoDBClient> {
  let client: Promise<DynamoDBClient> | undefined;
  async function create(): Promise<DynamoDBClient> {
    const { DynamoDBClient: Client } = await import('@aws-sdk/client-dynamodb');
    return new Client({
      maxAttempts: 1,
      requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: REQUEST_MS },
    });
  }
  return () => (client ??= create());
}
