import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { json } from 'node:stream/consumers';
import { openEndpoint, type Endpoint } from '../../local/endpoint/endpoint';
import { closeServer, listenOnLoopback } from '../../local/endpoint/loopback';
import { Upstream } from '../../local/endpoint/upstream';

let endpoint: Endpoint;
let server: Server | undefined;

beforeEach(async () => {
  endpoint = await openEndpoint(0);
});
afterEach(async () => {
  await endpoint.close();
  if (server) await closeServer(server);
  server = undefined;
});

async function serve(listener: RequestListener, token?: string): Promise<Upstream> {
  server = createServer(listener);
  const upstream = new Upstream(
    await listenOnLoopback(server, 0),
    token === undefined ? undefined : () => token,
  );
  endpoint.serve(upstream);
  return upstream;
}

async function send(
  headers: Record<string, string> = {},
  body = '',
  path = '/mcp',
): Promise<IncomingMessage> {
  const sent = request(`${endpoint.origin}${path}`, { method: 'POST', headers });
  sent.end(body);
  const [response]: IncomingMessage[] = await once(sent, 'response');
  if (response === undefined) throw new Error('no response');
  return response;
}

const echo: RequestListener = (incoming, response) => {
  const { method, url, headers } = incoming;
  response.setHeader('Set-Cookie', ['a=1', 'b=2']);
  incoming
    .setEncoding('utf8')
    .once('data', (body) => response.end(JSON.stringify({ method, url, headers, body })));
};

test('passes the request on as it is, and the reply back', async () => {
  await serve(echo);
  const response = await send({ 'X-One': '1', Connection: 'close' }, 'hello', '/mcp?a=b');
  expect(response.headers['set-cookie']).toEqual(['a=1', 'b=2']);
  expect(await json(response)).toMatchObject({
    method: 'POST',
    url: '/mcp?a=b',
    body: 'hello',
    headers: { 'x-one': '1', host: `127.0.0.1:${endpoint.port}` },
  });
});

test.each<[string, Record<string, string>, string | undefined]>([
  ["a request without a token gets the developer's", {}, 'Bearer dev'],
  ['a token of its own stays', { Authorization: 'Bearer mine' }, 'Bearer mine'],
  ['a local page gets it', { Origin: 'http://localhost:6274' }, 'Bearer dev'],
  ['a page of another site does not', { Origin: 'https://evil.example' }, undefined],
  ['nor one that hides its origin', { Origin: 'null' }, undefined],
])('%s', async (_name, headers, expected) => {
  await serve(echo, 'dev');
  const seen: { headers: Record<string, string> } = Object(await json(await send(headers, '{}')));
  expect(seen.headers.authorization).toBe(expected);
});

test.each([['evil.example'], ['127.0.0.1.evil.example'], ['10.0.0.1:8787']])(
  'refuses the host %j, which DNS rebinding brings',
  async (host) => {
    let seen = 0;
    await serve(() => (seen += 1), 'dev');
    expect((await send({ Host: host })).statusCode).toBe(403);
    expect(seen).toBe(0);
  },
);

test.each([['localhost:1'], ['127.0.0.1'], ['[::1]:8787'], ['LOCALHOST']])(
  'serves the host %j',
  async (host) => {
    await serve(echo);
    expect((await send({ Host: host }, '{}')).statusCode).toBe(200);
  },
);

describe('a path of the desk’s own', () => {
  const own: RequestListener = ({ headers, url }, response) =>
    void response.end(JSON.stringify({ own: url, headers }));

  test.each(['/approvals', '/approvals/7', '/approvals?a=b', '/approvals/7?a=b'])(
    '%s gets what was sent, without a token, and no server sees it',
    async (path) => {
      let seen = 0;
      await serve(() => (seen += 1), 'dev');
      endpoint.answerBelow('/approvals', own);
      const answer = Object(await json(await send({}, '{}', path)));
      expect(answer.own).toBe(path);
      expect(answer.headers).not.toHaveProperty('authorization');
      expect(seen).toBe(0);
    },
  );

  test.each(['/approvals2', '/mcp/approvals', '//approvals', '/Approvals', '/'])(
    '%s is the server’s',
    async (path) => {
      await serve(echo, 'dev');
      endpoint.answerBelow('/approvals', own);
      expect(await json(await send({}, '{}', path))).toMatchObject({ url: path });
    },
  );

  test('answers while no server runs, to this machine only, until it is ended', async () => {
    endpoint.answerBelow('/approvals', own);
    expect((await send({}, '', '/approvals')).statusCode).toBe(200);
    expect((await send({ Host: 'evil.example' }, '', '/approvals')).statusCode).toBe(403);
    endpoint.answerBelow('/approvals', undefined);
    expect((await send({}, '', '/approvals')).statusCode).toBe(503);
  });
});

test('answers 503 while no server runs', async () => {
  const response = await send();
  expect(response.statusCode).toBe(503);
  expect(response.headers['retry-after']).toBe('1');
  expect(await json(response)).toEqual({ message: expect.stringContaining('The server is not running') });
});

test('answers 502 when the server is gone', async () => {
  endpoint.serve(new Upstream(1));
  expect((await send()).statusCode).toBe(502);
});

test('a stream arrives event by event, its headers before the first', async () => {
  let write: (text: string) => void = () => undefined;
  await serve((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).flushHeaders();
    write = (text) => (text === '' ? response.end() : response.write(text));
  });
  const response = await send();
  expect(response.headers['content-type']).toBe('text/event-stream');
  for (const event of ['data: 1\n\n', 'data: 2\n\n']) {
    const arrived = once(response.setEncoding('utf8'), 'data');
    write(event);
    expect(await arrived).toEqual([event]);
  }
  write('');
  await once(response.resume(), 'end');
});

test('a client that hangs up ends the request at the server', async () => {
  let reached: () => void = () => undefined;
  const arrived = new Promise<void>((resolve) => (reached = resolve));
  let closed: Promise<unknown> = Promise.resolve();
  await serve((_request, response) => {
    closed = once(response, 'close');
    reached();
  });
  const sent = request(`${endpoint.origin}/mcp`, { method: 'POST' }).on('error', () => undefined);
  sent.end();
  await arrived;
  sent.destroy();
  await expect(closed).resolves.toEqual([]);
});

test('a server that dies in the middle ends the reply instead of finishing it', async () => {
  await serve((_request, response) => {
    response.writeHead(200).write('half');
    response.socket?.destroySoon();
  });
  const response = await send();
  await expect(json(response)).rejects.toThrow('aborted');
});

test('a request that cannot be passed on does not end the endpoint', async () => {
  await serve(echo);
  const socket = connect(endpoint.port, '127.0.0.1');
  socket.write(Buffer.from(`GET /m\u00fccp HTTP/1.1\r\nHost: localhost\r\n\r\n`, 'latin1'));
  const [answer]: Buffer[] = await once(socket, 'data');
  expect(String(answer)).toMatch(/^HTTP\/1\.1 400 /);
  socket.destroy();
  expect((await send({}, '{}')).statusCode).toBe(200);
});

test('the one before is idle when its last request has ended', async () => {
  let end: () => void = () => undefined;
  const first = await serve((_request, response) => {
    response.flushHeaders();
    end = () => response.end('done');
  });
  await first.idle();
  const response = await send();
  let idle = false;
  const waiting = first.idle().then(() => (idle = true));
  expect(endpoint.serve(undefined)).toBe(first);
  expect(idle).toBe(false);
  end();
  await once(response.resume(), 'end');
  await waiting;
});

test('a port in use is one line with the remedy', async () => {
  await expect(openEndpoint(endpoint.port)).rejects.toThrow(
    `Port ${endpoint.port} is in use; give another: PORT=${endpoint.port + 1} npm start`,
  );
});

test('under the name localhost it answers on both addresses that the name may have', async () => {
  const named = await openEndpoint(0, 'localhost');
  try {
    expect(named.origin).toBe(`http://localhost:${named.port}`);
    const hosts = ['127.0.0.1', 'localhost', ...(hasIpv6() ? ['[::1]'] : [])];
    const statuses = await Promise.all(
      hosts.map(async (host) => (await fetch(`http://${host}:${named.port}/mcp`)).status),
    );
    expect(statuses).toEqual(hosts.map(() => 503));
  } finally {
    await named.close();
  }
  await expect(fetch(`${named.origin}/mcp`)).rejects.toThrow('fetch failed');
});

function hasIpv6(): boolean {
  return Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some(({ address }) => address === '::1'),
  );
}
