/** Against real servers and sockets, by the system's clock. What time decides is tested by an injected one. */
import { createServer, type RequestListener, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { systemClock } from '../../../lambda/clock';
import { answered } from '../../../lambda/upstream/answered';
import type { UpstreamOptions } from '../../../lambda/upstream/upstream';
import { aCall } from './call-world';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

/** Answers each request with the next listener, and the last one for ever. */
async function serve(...listeners: RequestListener[]) {
  const requests: { readonly method?: string; readonly key?: string | string[] }[] = [];
  const server = createServer((request, response) => {
    requests.push({ method: request.method, key: request.headers['idempotency-key'] });
    listeners[Math.min(requests.length, listeners.length) - 1]?.(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

const ok: RequestListener = (_request, response) => void response.end('{"paid":true}');
const silent: RequestListener = () => undefined;
const failing: RequestListener = (_request, response) => void response.writeHead(500).end('no');
const busy: RequestListener = (_request, response) =>
  void response.writeHead(429, { 'retry-after': '0' }).end();
const cutMidBody: RequestListener = (_request, response) => {
  response.writeHead(200, { 'content-length': '100' });
  response.write('{"pai', () => response.socket?.resetAndDestroy());
};

const read = (url: string) => async (signal: AbortSignal) => answered(await fetch(url, { signal })).json();
const write =
  (url: string) =>
  async (signal: AbortSignal, { idempotencyKey }: { idempotencyKey?: string }) => {
    const headers = idempotencyKey === undefined ? undefined : { 'idempotency-key': idempotencyKey };
    return answered(await fetch(url, { method: 'POST', headers, signal })).json();
  };

const FAST: UpstreamOptions<undefined> = { timeoutMs: 50 };
const TRANSIENT = { code: 'UPSTREAM_UNAVAILABLE', outcome: 'not_executed', retryable: true };

async function portOfNobody(): Promise<string> {
  const { url } = await serve(ok);
  const server = servers.pop();
  await new Promise((resolve) => server?.close(resolve));
  return url;
}

describe('a read', () => {
  test.each([
    ['500', failing],
    ['429 with Retry-After', busy],
    ['a reset in the middle of the body', cutMidBody],
    ['no answer', silent],
  ])('is repeated after %s', async (_what, listener) => {
    const { url, requests } = await serve(listener, ok);
    const { upstream, used } = aCall(systemClock);
    // The body belongs to the attempt. The last server is slow only where it never answers.
    await expect(upstream('billing', read(url), listener === silent ? FAST : {})).resolves.toEqual({
      paid: true,
    });
    expect(requests).toHaveLength(2);
    expect(used).toMatchObject({ upstreamCalls: 1, upstreamRetries: 1 });
  });

  test.each([
    ['500', failing],
    ['a reset in the middle of the body', cutMidBody],
    ['no answer', silent],
  ])('that always ends in %s is transient after three attempts', async (_what, listener) => {
    const { url, requests } = await serve(listener);
    await expect(
      aCall(systemClock).upstream('billing', read(url), listener === silent ? FAST : {}),
    ).rejects.toMatchObject(TRANSIENT);
    expect(requests).toHaveLength(3);
  });

  test('of a server that is down is transient, and no address leaves', async () => {
    const url = await portOfNobody();
    const error: unknown = await aCall(systemClock)
      .upstream('billing', read(url))
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject(TRANSIENT);
    expect(error).toMatchObject({ message: expect.not.stringMatching(/\d|billing|ECONN/) });
    expect(error).toMatchObject({
      cause: { message: expect.stringMatching(/billing.*attempt 3.*ECONNREFUSED/) },
    });
  });

  test('of a name that does not exist is transient', async () => {
    await expect(
      aCall(systemClock).upstream('billing', read('http://billing.invalid')),
    ).rejects.toMatchObject(TRANSIENT);
  });

  test('is aborted at the socket when the call ends', async () => {
    let arrived = (): void => undefined;
    let left = (): void => undefined;
    const arrival = new Promise<void>((resolve) => (arrived = resolve));
    const departure = new Promise<void>((resolve) => (left = resolve));
    const { url, requests } = await serve((request) => {
      request.socket.on('close', left);
      arrived();
    });
    const { upstream, end } = aCall(systemClock);
    const reply = upstream('billing', read(url));
    await arrival;
    end();
    await expect(reply).rejects.toMatchObject({ name: 'CallEnded' });
    await departure;
    expect(requests).toHaveLength(1);
  });

  test('of a body after the answer is still aborted when the call ends', async () => {
    const { url } = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"pai');
    });
    const { upstream, end } = aCall(systemClock);
    const response = await upstream('billing', (signal) => fetch(url, { signal }));
    const body = response.text();
    end();
    await expect(body).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('a write without a key', () => {
  test.each([
    ['500', failing, 'UpstreamStatus'],
    ['429', busy, 'UpstreamStatus'],
    ['a reset in the middle of the body', cutMidBody, 'TypeError'],
    ['no answer', silent, 'AttemptTimedOut'],
  ])('is sent once and stays unclassified after %s', async (_what, listener, name) => {
    const { url, requests } = await serve(listener, ok);
    const { upstream, used } = aCall(systemClock, 'write');
    await expect(upstream('billing', write(url), listener === silent ? FAST : {})).rejects.toMatchObject({
      name,
    });
    expect(requests).toEqual([{ method: 'POST' }]);
    expect(used).toMatchObject({ upstreamCalls: 1, upstreamRetries: 0 });
  });

  test('that never connected changed nothing, and is not repeated all the same', async () => {
    const url = await portOfNobody();
    const { upstream, used } = aCall(systemClock, 'write');
    await expect(upstream('billing', write(url))).rejects.toMatchObject(TRANSIENT);
    expect(used.upstreamRetries).toBe(0);
  });
});

describe('a write with a key', () => {
  test.each([
    ['500', failing],
    ['429', busy],
    ['a reset in the middle of the body', cutMidBody],
  ])('is repeated with the same key after %s', async (_what, listener) => {
    const { url, requests } = await serve(listener, ok);
    const { upstream } = aCall(systemClock, 'destructive');
    await expect(upstream('billing', write(url), { idempotencyKey: 'k-1' })).resolves.toEqual({ paid: true });
    expect(requests).toEqual([
      { method: 'POST', key: 'k-1' },
      { method: 'POST', key: 'k-1' },
    ]);
  });

  test('whose attempts all failed may have taken effect', async () => {
    const { url, requests } = await serve(failing);
    await expect(
      aCall(systemClock, 'write').upstream('billing', write(url), { idempotencyKey: 'k-1' }),
    ).rejects.toMatchObject({ name: 'UpstreamStatus', status: 500 });
    expect(requests).toHaveLength(3);
  });
});

test('several addresses, none of which answers, are no connection either', async () => {
  const { port } = new URL(await portOfNobody());
  const dial = (signal: AbortSignal): Promise<never> =>
    new Promise((_resolve, reject) => {
      const socket = connect({
        port: Number(port),
        host: 'billing.test',
        autoSelectFamily: true,
        lookup: (_host, _options, found) =>
          found(null, [
            { address: '127.0.0.1', family: 4 },
            { address: '127.0.0.2', family: 4 },
          ]),
      });
      signal.addEventListener('abort', () => socket.destroy());
      socket.on('error', reject);
    });
  await expect(aCall(systemClock, 'write').upstream('billing', dial)).rejects.toMatchObject(TRANSIENT);
});
