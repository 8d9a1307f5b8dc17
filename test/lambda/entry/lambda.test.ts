import { toEnvironment } from '../../../lambda/contract';
import { bundleTools } from '../../../lib/tools/bundle';
import {
  albEvent,
  albMultiValueEvent,
  httpApiEvent,
  restApiEvent,
  type HttpRequest,
} from '../../support/events';
import { startIssuer, AUDIENCE, type Issuer } from '../../support/issuer';
import { startLambdaServer, type BufferedReply, type LambdaServer } from '../../support/lambda-server';
import { succeed } from '../../support/processes';
import { OPEN_SETTINGS } from '../../support/settings';

const JSON_HEADERS = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };

let issuer: Issuer;
let server: LambdaServer;
let authorization: string;
beforeAll(async () => {
  issuer = await startIssuer();
  server = await startLambdaServer('test/fixtures/workbench.ts', {
    auth: { kind: 'jwt', issuer: issuer.url, audience: AUDIENCE },
  });
  authorization = `Bearer ${await issuer.token()}`;
});
afterAll(async () => {
  await server.stop();
  await issuer.stop();
});

function callRequest(name: string, args: object, headers: Record<string, string> = {}): HttpRequest {
  const body = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name, arguments: args },
  });
  return { method: 'POST', path: '/mcp', headers: { ...JSON_HEADERS, authorization, ...headers }, body };
}

function modernRequest(name: string, args: object): HttpRequest {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const body = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name, arguments: args, _meta },
  });
  const headers = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': name };
  return { method: 'POST', path: '/mcp', headers: { ...JSON_HEADERS, authorization, ...headers }, body };
}

const header = ({ headers, multiValueHeaders }: BufferedReply, name: string) =>
  headers?.[name] ?? multiValueHeaders?.[name]?.[0];

describe.each([
  ['HTTP API', httpApiEvent],
  ['REST API', restApiEvent],
  ['load balancer', albEvent],
  ['load balancer with multi-value headers', albMultiValueEvent],
])('an event of the %s', (_name, toEvent) => {
  it('calls a tool in the older era', async () => {
    const reply = await server.invoke(toEvent(callRequest('add', { a: 20, b: 22 })));
    expect(reply).toMatchObject({ statusCode: 200, isBase64Encoded: false });
    expect(header(reply, 'content-type')).toContain('text/event-stream');
    expect(reply.body).toContain('"structuredContent":{"sum":42}');
  });

  it('calls a tool in the 2026-07-28 era', async () => {
    const reply = await server.invoke(toEvent(modernRequest('add', { a: 20, b: 22 })));
    expect(reply).toMatchObject({ statusCode: 200, isBase64Encoded: false });
    expect(JSON.parse(reply.body)).toMatchObject({
      result: { resultType: 'complete', structuredContent: { sum: 42 } },
    });
  });

  it('keeps text that is not ASCII', async () => {
    const reply = await server.invoke(toEvent(modernRequest('shout', { length: 3 })));
    expect(JSON.parse(reply.body)).toMatchObject({ result: { content: [{ text: 'ééé' }] } });
  });

  it('gets the challenge without a token', async () => {
    const reply = await server.invoke(toEvent({ ...callRequest('add', {}), headers: JSON_HEADERS }));
    expect(reply.statusCode).toBe(401);
    expect(header(reply, 'www-authenticate')).toContain('resource_metadata="https://mcp.example.com/');
  });

  it('gets health, metadata, and 405 for GET', async () => {
    const get = (path: string) => server.invoke(toEvent({ method: 'GET', path, headers: {} }));
    expect(await get('/health/live')).toMatchObject({ statusCode: 200, body: '{"status":"live"}' });
    expect(await get('/.well-known/oauth-protected-resource/mcp')).toMatchObject({
      statusCode: 200,
      body: expect.stringContaining(issuer.url),
    });
    expect(await get('/mcp')).toMatchObject({ statusCode: 405 });
  });

  it('gets 413 for 5 MB', async () => {
    const reply = await server.invoke(toEvent({ ...callRequest('add', {}), body: 'x'.repeat(5_000_000) }));
    expect(reply.statusCode).toBe(413);
  });
});

it('reads a body that the HTTP API put into base64', async () => {
  const event = httpApiEvent({
    ...callRequest('add', { a: 1, b: 1 }),
    headers: { ...JSON_HEADERS, authorization, 'content-type': 'application/octet-stream' },
  });
  expect(event).toHaveProperty('isBase64Encoded', true);
  expect((await server.invoke(event)).statusCode).toBe(415);
});

it("names the request as Lambda does, so that the line is found beside Lambda's own", async () => {
  await server.invoke(httpApiEvent(callRequest('whoami', {})));
  expect(server.lines.at(-1)).toMatchObject({
    requestId: expect.stringMatching(/^invocation-\d+$/),
    service: 'workbench',
    tool: 'whoami',
  });
});

it('streams progress and result to a REST API, piece by piece', async () => {
  const request = callRequest('count', { to: 3 });
  const withToken = {
    ...request,
    body: request.body?.replace('"params":{', '"params":{"_meta":{"progressToken":"p"},'),
  };
  const { metadata, body, writes } = await server.stream(restApiEvent(withToken));
  expect(metadata).toMatchObject({
    statusCode: 200,
    headers: { 'content-type': expect.stringContaining('text/event-stream') },
  });
  const messages = body
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => JSON.parse(line.slice(6)));
  expect(messages.map(({ method, result }) => method ?? result.content[0].text)).toEqual([
    'notifications/progress',
    'notifications/progress',
    'notifications/progress',
    'counted to 3',
  ]);
  expect(writes).toBeGreaterThanOrEqual(2 + messages.length);
});

it('streams the challenge too', async () => {
  const { metadata } = await server.stream(
    restApiEvent({ ...callRequest('add', {}), headers: JSON_HEADERS }),
  );
  expect(metadata).toMatchObject({
    statusCode: 401,
    headers: { 'www-authenticate': expect.stringContaining('Bearer') },
  });
});

/** Lines arrive in order, some after the reply: those of a request of now are the last. */
async function linesUntil(path: string): Promise<number> {
  await server.invoke(httpApiEvent({ method: 'GET', path, headers: {} }));
  for (;;) {
    const found = server.lines.findIndex((line) => line.path === path);
    if (found >= 0) return found;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const PROBE = { 'cdk-mcp-service': 'probe' };
it.each([
  ['the buffered handler', () => server.invoke(PROBE)],
  ['the handler that streams', async () => expect((await server.streamRaw(PROBE)).length).toBe(0)],
])('writes its gauges when the schedule asks %s, and no line of a request', async (name, invoke) => {
  const before = await linesUntil(`/before/${name.length}`);
  await invoke();
  const after = await linesUntil(`/after/${name.length}`);
  const written = server.lines.slice(before + 1, after);
  expect(written).toContainEqual(expect.objectContaining({ message: 'gauges', HealthChecksDown: 0 }));
  expect(written).not.toContainEqual(expect.objectContaining({ message: 'request' }));
});

it('loads outside Lambda, where nothing streams', async () => {
  const { directory } = bundleTools('test/fixtures/workbench.ts');
  const program =
    "const { handler, streamHandler } = await import('./lambda.mjs'); console.log(typeof handler, typeof streamHandler)";
  const printed = await succeed(process.execPath, ['--input-type=module', '-e', program], {
    cwd: directory,
    env: toEnvironment(OPEN_SETTINGS),
  });
  const [started, printedTypes] = printed.trim().split('\n');
  expect(JSON.parse(started ?? '')).toMatchObject({
    message: 'instance started',
    audit: 'deployment',
    contract: 1,
    version: expect.any(String),
    ColdStarts: 1,
    release: 'r1',
  });
  expect(printedTypes).toBe('function undefined');
});
