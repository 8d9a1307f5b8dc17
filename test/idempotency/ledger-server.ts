/**
 * A process that serves `tools/call` of the ledger through the real middleware over DynamoDB, without the rest
 * of the server. It reads the environment of the Node entry and answers like it, so either can be started.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Outcome } from '../../lambda/call';
import { systemClock } from '../../lambda/clock';
import { createClientProvider } from '../../lambda/state/client';
import { DynamoDbIdempotencyStore } from '../../lambda/state/idempotency/dynamodb-store';
import { toErrorResult } from '../../lambda/tool-error';
import ledger from '../fixtures/ledger';
import { guardedPipeline } from './guarded-pipeline';

const store = new DynamoDbIdempotencyStore(createClientProvider(), process.env.MCP_IDEMPOTENCY_TABLE ?? '');
const claimMs = process.env.LEDGER_CLAIM_MS;
const pipeline = guardedPipeline(ledger, {
  store,
  clock: systemClock,
  ...(claimMs !== undefined && { claimMs: Number(claimMs) }),
});
let requests = 0;

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { id, params } = JSON.parse(await text(request));
  const hangUp = new AbortController();
  response.on('close', () => hangUp.abort());
  const requestId = `${process.pid}-${++requests}`;
  const outcome = await pipeline.call(params.name, params.arguments, {
    meta: params._meta,
    hangUp: hangUp.signal,
    requestId,
  });
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ jsonrpc: '2.0', id, result: toResult(outcome, requestId) }));
}

function toResult(outcome: Outcome, requestId: string): object {
  return outcome.kind === 'error' ? toErrorResult(outcome.error, requestId) : outcome.result;
}

async function main(): Promise<void> {
  await store.ready();
  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => response.destroy(new Error(String(error))));
  });
  server.listen(Number(process.env.PORT), process.env.HOST, () =>
    process.send?.({ listening: (server.address() as AddressInfo).port }),
  );
}

void main();
