import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { RECORD_CLIENT } from './record-client';
import type { RecordSink } from './record-approval';

type Sdk = typeof import('@aws-sdk/client-cloudwatch-logs');

interface AuditLogOptions {
  readonly logGroup: string;
  /** Names the stream: a process writes to one of its own. */
  readonly instance: string;
}

/** A log group of its own, which is kept longer than the server's log: one event a record. */
export function createAuditLog({
  logGroup: logGroupName,
  instance: logStreamName,
}: AuditLogOptions): RecordSink {
  let loaded: Promise<{ sdk: Sdk; client: CloudWatchLogsClient }> | undefined;
  let stream: Promise<void> | undefined;

  async function load() {
    const sdk = await import('@aws-sdk/client-cloudwatch-logs');
    return { sdk, client: new sdk.CloudWatchLogsClient(RECORD_CLIENT) };
  }

  async function createStream(abortSignal: AbortSignal): Promise<void> {
    const { sdk, client } = await (loaded ??= load());
    try {
      await client.send(new sdk.CreateLogStreamCommand({ logGroupName, logStreamName }), { abortSignal });
    } catch (error) {
      // An earlier try made it, and its answer was lost.
      if (!(error instanceof sdk.ResourceAlreadyExistsException)) throw error;
    }
  }

  return {
    name: 'audit log',
    async send(record, { signal: abortSignal }) {
      const { sdk, client } = await (loaded ??= load());
      stream ??= createStream(abortSignal);
      try {
        await stream;
      } catch (error) {
        // The next record tries again.
        stream = undefined;
        throw error;
      }
      const logEvents = [{ timestamp: Date.parse(record.changedAt), message: JSON.stringify(record) }];
      const { rejectedLogEventsInfo: rejected } = await client.send(
        new sdk.PutLogEventsCommand({ logGroupName, logStreamName, logEvents }),
        { abortSignal },
      );
      if (rejected) throw new Error(`The log group took no record: ${JSON.stringify(rejected)}.`);
    },
  };
}
