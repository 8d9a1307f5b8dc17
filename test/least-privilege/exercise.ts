import { setTimeout as sleep } from 'node:timers/promises';
import type { Template } from 'aws-cdk-lib/assertions';
import { PROBE_EVENT_KEY, PROBE_EVENT_VALUE } from '../../lambda/contract';
import { startSecretsStandIn } from '../../local/stand-ins/secrets';
import { startAwsEndpoint } from '../support/aws-endpoint';
import { httpApiEvent } from '../support/events';
import { AUDIENCE, startIssuer } from '../support/issuer';
import { startLambdaServer } from '../support/lambda-server';
import { startNodeServer, type NodeServer } from '../support/node-server';
import { startStateEngine } from '../support/state-engine';
import { createTables, toldTo } from './deployed';
import { startRecorder, textOf } from './recorder';

/** The module that everything can be done with: reads, writes, errors, time-outs, secrets, questions to a person. */
export const WORKBENCH = 'test/fixtures/approving.ts';

const ATTEMPTS = 4;

/**
 * Runs the bundled server with the environment of the template, does everything that it can do, and answers
 * what it sent: `dynamodb:PutItem on <logical id>`. On a busy machine tables can answer later than a call waits for
 * them; then it is done anew, from empty tables.
 *
 * @throws when it went otherwise each time.
 */
export async function exercise(template: Template, secretId: string): Promise<ReadonlySet<string>> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await exerciseOnce(template, secretId);
    } catch (error) {
      if (attempt === ATTEMPTS || !String(error).includes('STATE_UNAVAILABLE')) throw error;
      console.log(`The tables answered too late; attempt ${attempt + 1} of ${ATTEMPTS}.`);
      await sleep(2_000);
    }
  }
}

async function exerciseOnce(template: Template, secretId: string): Promise<ReadonlySet<string>> {
  const environment = toldTo(template);
  const engine = await startStateEngine();
  await createTables(engine, template);
  const secrets = await startSecretsStandIn({
    arns: () => ({ stripe: secretId }),
    values: () => ({ stripe: 'sk' }),
    onMissing: () => undefined,
  });
  const aws = await startAwsEndpoint({
    CreateLogStream: () => ({}),
    PutLogEvents: () => ({}),
    PutEvents: () => ({ FailedEntryCount: 0, Entries: [{}] }),
  });
  const [tables, secretsManager, records, issuer] = await Promise.all([
    startRecorder(engine.url),
    startRecorder(secrets.url),
    startRecorder(aws.environment.AWS_ENDPOINT_URL ?? ''),
    startIssuer(),
  ]);
  const told = {
    ...environment,
    // An issuer of which there are keys; nothing else of the template is changed.
    MCP_AUTH: JSON.stringify({ kind: 'jwt', issuer: issuer.url, audience: AUDIENCE }),
    AWS_ENDPOINT_URL_DYNAMODB: tables.url,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.url,
    AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: records.url,
    AWS_ENDPOINT_URL_EVENTBRIDGE: records.url,
  };
  const server = await startNodeServer(WORKBENCH, {}, told);
  // Each has a limit of its own: one alone would not be let do all of it.
  const tokenOf = (sub: string) => issuer.token({ sub, scope: 'read write destructive' });
  const tokens = { ana: await tokenOf('ana'), ben: await tokenOf('ben'), cleo: await tokenOf('cleo') };
  try {
    await callEverything(server, tokens, () =>
      tables.loseAnswerTo({
        action: 'dynamodb:UpdateItem',
        resource: environment.MCP_IDEMPOTENCY_TABLE ?? '',
      }),
    );
    await probe(told, tokens.cleo);
    const streams = records.sent.filter(({ action }) => action === 'logs:CreateLogStream');
    if (streams.length !== 2) throw new Error(`${streams.length} of 2 servers wrote to the audit log.`);
    return new Set([...tables.sent, ...secretsManager.sent, ...records.sent].map(textOf));
  } finally {
    await server.stop();
    await Promise.all([tables.stop(), secretsManager.stop(), records.stop(), issuer.stop()]);
    await Promise.all([secrets.close(), aws.close(), engine.stop()]);
  }
}

async function callEverything(
  { url, origin }: NodeServer,
  { ana, ben }: Readonly<Record<'ana' | 'ben', string>>,
  loseCompletion: () => void,
): Promise<void> {
  const send = async (method: string, params: object, token = ana): Promise<string> => {
    const response = await fetch(url, request(method, params, token));
    return response.text();
  };
  const call = (name: string, args: object, token?: string) =>
    send('tools/call', { name, arguments: args }, token);
  const replies = {
    list: await send('tools/list', {}),
    read: await call('add', { a: 1, b: 2 }),
    secret: await call('read_secret', { name: 'stripe' }),
    write: await call('list_many', { length: 1, idempotencyKey: 'one' }),
    replay: await call('list_many', { length: 1, idempotencyKey: 'one' }),
    conflict: await call('list_many', { length: 2, idempotencyKey: 'one' }),
    // Its rule refuses: the claim is given back.
    refused: await call('close_case', { id: 'missing', idempotencyKey: 'two' }),
    hangs: await call('hang', { idempotencyKey: 'three' }),
    unknown: await call('hang', { idempotencyKey: 'three' }),
    // One has the claim, and the other meets it.
    together: (await Promise.all([1, 2].map(() => call('hang', { idempotencyKey: 'five' }, ben)))).join(),
    unkeyed: await call('list_many', { length: 4 }, ben),
    asks: await call('erase_case', { id: '7' }, ben),
  };
  // Its completion is written and the answer lost: the server looks at what became of it.
  loseCompletion();
  const lost = await call('list_many', { length: 3, idempotencyKey: 'four' });
  const limited: string[] = [];
  for (let count = 0; count < 40; count += 1) limited.push(await call('add', { a: count, b: 1 }));
  const expected: readonly (readonly [string, string, string])[] = [
    ['list', replies.list, 'read_secret'],
    ['read', replies.read, '"sum":3'],
    ['secret', replies.secret, '2 characters'],
    ['write', replies.write, 'item 0'],
    ['replay', replies.replay, 'item 0'],
    ['conflict', replies.conflict, 'IDEMPOTENCY_CONFLICT'],
    ['refused', replies.refused, 'NOT_FOUND'],
    ['hangs', replies.hangs, 'TIMED_OUT'],
    ['unknown', replies.unknown, 'OUTCOME_UNKNOWN'],
    ['together', replies.together, 'IN_PROGRESS'],
    ['unkeyed', replies.unkeyed, 'item 3'],
    ['asks', replies.asks, 'APPROVAL_REQUIRED'],
    ['lost', lost, 'item 2'],
    ['limited', limited.join(), 'RATE_LIMITED'],
  ];
  // What was not done proves nothing about what it needs.
  const wrong = expected.filter(([, reply, part]) => !reply.includes(part));
  if (wrong.length > 0) throw new Error(`The exercise went otherwise: ${JSON.stringify(wrong)}`);
  const health = await fetch(`${origin}/health/ready`);
  if (health.status !== 200) throw new Error(`/health/ready answered ${health.status}`);
}

function request(method: string, params: object, token: string) {
  return {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  };
}

/** What the schedule sends a function once a minute; and a question, whose records must be out with the answer. */
async function probe(environment: Readonly<Record<string, string>>, token: string): Promise<void> {
  const server = await startLambdaServer(WORKBENCH, {}, environment);
  try {
    await server.invoke({ [PROBE_EVENT_KEY]: PROBE_EVENT_VALUE });
    const question = request('tools/call', { name: 'erase_case', arguments: { id: '7' } }, token);
    const { body } = await server.invoke(httpApiEvent({ ...question, path: '/mcp' }));
    if (!body.includes('APPROVAL_REQUIRED')) throw new Error(`The function answered ${body}`);
    // Lines come by another way than the answer.
    const until = Date.now() + 5_000;
    while (!server.lines.some(({ message }) => message === 'gauges')) {
      if (Date.now() > until) throw new Error('The probe wrote no gauges.');
      await sleep(10);
    }
  } finally {
    await server.stop();
  }
}
