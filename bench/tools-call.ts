/**
 * `npm run bench`: what a `tools/call` costs with 1, 50 and 200 tools, over HTTP on loopback, through the
 * bundled Node entry and the whole pipeline. The rounds of the three servers alternate, so that a noisy
 * machine slows all of them; only their ratio is judged.
 */
import { Agent, request } from 'node:http';
import { startNodeServer, type NodeServer } from '../test/support/node-server';

const COUNTS = [1, 50, 200];
const ROUNDS = 12;
const CALLS_PER_ROUND = 500;
const CONCURRENCY = 8;
const MOST_RATIO = 1.3;

const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });

function call(url: string, tool: string): Promise<void> {
  const body = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name: tool, arguments: { id: 'abc' }, _meta: META },
  });
  const headers = { ...HEADERS, 'mcp-name': tool, 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    request(url, { method: 'POST', agent, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () =>
        text.includes('"length":3') ? resolve() : reject(new Error(`${response.statusCode}: ${text}`)),
      );
    })
      .on('error', reject)
      .end(body);
  });
}

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
};
const HEADERS = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
  'mcp-protocol-version': '2026-07-28',
  'mcp-method': 'tools/call',
};

/** Milliseconds of one round. */
async function round(url: string, tool: string): Promise<number> {
  const startedAt = performance.now();
  let left = CALLS_PER_ROUND;
  const worker = async (): Promise<void> => {
    while (left-- > 0) await call(url, tool);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return performance.now() - startedAt;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

async function main(): Promise<void> {
  const servers: NodeServer[] = [];
  for (const count of COUNTS) servers.push(await startNodeServer(`bench/modules/tools-${count}.ts`));
  const times = COUNTS.map((): number[] => []);
  for (let index = -2; index < ROUNDS; index++) {
    for (const [position, server] of servers.entries()) {
      const time = await round(server.url, `tool_${(COUNTS[position] ?? 1) - 1}`);
      if (index >= 0) times[position]?.push(time); // the first two rounds warm up
    }
  }
  await Promise.all(servers.map((server) => server.stop()));
  agent.destroy();

  const perCall = times.map((values) => median(values) / CALLS_PER_ROUND);
  const [base = NaN] = perCall;
  for (const [position, count] of COUNTS.entries()) {
    const cost = perCall[position] ?? NaN;
    console.log(
      `${String(count).padStart(4)} tools: ${(1_000 / cost).toFixed(0).padStart(6)} calls/s, ratio to one tool ${(cost / base).toFixed(2)}`,
    );
  }
  const worst = Math.max(...perCall.map((cost) => cost / base));
  console.log(
    `${ROUNDS} rounds of ${CALLS_PER_ROUND} calls each, ${CONCURRENCY} at a time; the worst ratio is ${worst.toFixed(2)}, ${MOST_RATIO} is allowed.`,
  );
  if (!(worst < MOST_RATIO)) process.exitCode = 1;
}

void main();
