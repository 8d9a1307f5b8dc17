import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/**
 * What happens to bytes: `pass` hands them on, `reset` breaks connections, `drop` swallows what is sent,
 * `throttle` answers in the table's place that it is too busy, a number delays answers by milliseconds.
 */
export type Fault = 'pass' | 'reset' | 'drop' | 'throttle' | number;

export interface FaultProxy {
  readonly url: string;
  /** Takes effect at once, for open connections too. */
  fault: Fault;
  stop(): Promise<void>;
}

/** Stands between a client and an HTTP server, at the socket. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let fault: Fault = 'pass';

  const server = createServer((client) => {
    sockets.add(client);
    if (fault === 'reset') {
      client.resetAndDestroy();
      return;
    }
    const upstream = connect(Number(port), hostname);
    sockets.add(upstream);
    client.on('data', (bytes) => {
      if (fault === 'reset') client.resetAndDestroy();
      else if (fault === 'throttle') answerThrottled(client, bytes);
      else if (fault !== 'drop') upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (typeof fault === 'number') setTimeout(() => client.write(bytes), fault).unref();
      else if (fault !== 'drop') client.write(bytes);
    });
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on('error', () => undefined);
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    get fault() {
      return fault;
    },
    set fault(next) {
      fault = next;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await once(server.close(), 'close');
    },
  };
}

const THROTTLED = JSON.stringify({
  __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
  message: 'The level of configured provisioned throughput for the table was exceeded.',
});

/** One answer for each request: its first bytes are the method, the rest of it is not looked at. */
function answerThrottled(client: Socket, bytes: Buffer): void {
  if (!bytes.subarray(0, 5).equals(Buffer.from('POST '))) return;
  client.write(
    [
      'HTTP/1.1 400 Bad Request',
      'content-type: application/x-amz-json-1.0',
      'x-amzn-requestid: fault',
      `content-length: ${Buffer.byteLength(THROTTLED)}`,
      '',
      THROTTLED,
    ].join('\r\n'),
  );
}
