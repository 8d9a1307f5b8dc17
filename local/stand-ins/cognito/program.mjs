/**
 * A program of its own, because oidc-provider is an ES module and warns of the Node that runs it. Its parent sends
 * one `PoolStart`, and is told the port and each request.
 */
import { createServer } from 'node:http';
import { parse } from 'node:querystring';

/** @import { IncomingMessage, ServerResponse } from 'node:http' */
/** @import { PoolRequest, PoolStart } from './pool.js' */

const HOST = '127.0.0.1';
const MOST_BYTES = 65_536;
const FORM = 'application/x-www-form-urlencoded';

/** @param {object} message */
function tell(message) {
  process.send?.(message);
}

// oidc-provider warns whoever would run it for others: of this Node, and of what is kept in memory. On a desk that is
// as it should be.
console.warn = () => undefined;
console.info = () => undefined;
const { createProvider } = await import('./provider.mjs');

/** @param {PoolStart} start */
function serve({ pool, port, key }) {
  /** @type {(request: IncomingMessage, response: ServerResponse) => Promise<void>} */
  let answer = () => Promise.resolve();
  const server = createServer((request, response) => {
    handle(request, response, answer).catch((/** @type {Error} */ error) => {
      console.error(error.stack);
      if (!response.headersSent) response.statusCode = 500;
      response.end();
    });
  });
  server.on('error', (error) => {
    throw error;
  });
  server.listen(port, HOST, () => {
    const address = server.address();
    const taken = typeof address === 'object' && address !== null ? address.port : port;
    answer = createProvider(pool, key, `http://${HOST}:${taken}`).callback();
    tell({ listening: taken });
  });
}

/**
 * @param {IncomingMessage} request
 * @param {ServerResponse} response
 * @param {(request: IncomingMessage, response: ServerResponse) => Promise<void>} answer
 */
async function handle(request, response, answer) {
  // A web page can point a name of its own at 127.0.0.1: with DNS rebinding the Host header gives it away.
  if (!/^(127\.0\.0\.1|localhost)(:\d{1,5})?$/i.test(request.headers.host ?? '')) {
    response.writeHead(403).end('This address serves 127.0.0.1 and localhost only.');
    return;
  }
  const body = await bodyOf(request);
  if (body === undefined) {
    response.writeHead(413).end();
    return;
  }
  const form = request.headers['content-type']?.startsWith(FORM) === true ? parse(body) : {};
  const [path = '', query = ''] = (request.url ?? '').split(/\?(.*)/s);
  /** @type {PoolRequest} */
  const seen = {
    method: request.method ?? '',
    path,
    query: parse(query),
    form,
    authorization: request.headers.authorization?.split(' ')[0],
  };
  tell({ request: seen });
  // What oidc-provider reads when the body was read before it.
  await answer(Object.assign(request, { body: form }), response);
}

/**
 * @param {IncomingMessage} request
 * @returns {Promise<string | undefined>} Nothing when it is too long.
 */
async function bodyOf(request) {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

process.on('message', (/** @type {{ start?: PoolStart, settle?: number }} */ { start, settle }) => {
  if (start !== undefined) serve(start);
  // The channel keeps the order: whatever was told before has arrived when this has.
  if (settle !== undefined) tell({ settled: settle });
});
process.once('disconnect', () => process.exit());
