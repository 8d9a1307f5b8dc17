import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Template } from 'aws-cdk-lib/assertions';
import type { CognitoSettings } from '../../lambda/contract';
import { bundleTools } from '../../lib/tools/bundle';
import { BrowserJar } from '../support/browser-jar';
import { startCognitoPool } from '../support/cognito-pool';
import { CHALLENGE, LOOPBACK_REDIRECT, VERIFIER, bodyOf, encode } from '../support/facade';
import { logIn } from '../support/log-in';
import { startNodeServer } from '../support/node-server';
import { startPoolSecrets } from '../support/pool-secrets';
import { startStateEngine } from '../support/state-engine';
import { createTables, toldTo } from './deployed';
import { WORKBENCH } from './exercise';
import { startRecorder, textOf } from './recorder';

/**
 * Runs the bundled server of a template with Cognito, lets a host register and a person log in and call, and answers
 * what was sent.
 */
export async function exerciseLogin(template: Template): Promise<ReadonlySet<string>> {
  const engine = await startStateEngine();
  await createTables(engine, template);
  const told = toldTo(template);
  const [tables, world] = await Promise.all([startRecorder(engine.url), startWorld(told)]);
  const environment = { ...told, ...world.environment, AWS_ENDPOINT_URL_DYNAMODB: tables.url };
  const server = await startNodeServer(WORKBENCH, {}, environment);
  try {
    const reply = await registerAndCall(server.origin, told.MCP_URL ?? '', world.pool);
    // What was not done proves nothing about what it needs.
    if (!reply.includes('"sum":3')) throw new Error(`The exercise went otherwise: ${reply}`);
    return new Set([...tables.sent, ...world.sent].map(textOf));
  } finally {
    await server.stop();
    await Promise.all([tables.stop(), world.stop(), engine.stop()]);
  }
}

/** Lets the bundled authorizer of a template judge a token that looks like one of the server's. */
export async function exerciseAuthorizer(template: Template): Promise<ReadonlySet<string>> {
  const told = toldTo(template, 'authorizer.handler');
  const world = await startWorld(told);
  const event = {
    methodArn: 'arn',
    headers: { authorization: 'Bearer 1.c2VhbGVk' },
    requestContext: { domainName: 'mcp.example.com', path: '/mcp' },
  };
  const program = `import(process.argv[1]).then(({ handler }) => handler(JSON.parse(process.argv[2])))
    .catch((error) => process.stdout.write(error.message));`;
  const file = join(bundleTools(WORKBENCH).directory, 'authorizer.mjs');
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['-e', program, file, JSON.stringify(event)],
      {
        env: { ...told, ...world.environment },
      },
    );
    if (stdout !== 'Unauthorized') throw new Error(`The exercise went otherwise: ${stdout}`);
    return new Set(world.sent.map(textOf));
  } finally {
    await world.stop();
  }
}

/** A pool and Secrets Manager, and what a function is told to find them; nothing else of the template is changed. */
async function startWorld(told: Readonly<Record<string, string>>) {
  const auth: CognitoSettings = JSON.parse(told.MCP_AUTH ?? '');
  const { clientId, clientSecret, sealingKeys, registrationKeys } = auth;
  const pool = await startCognitoPool({ clientId, clientSecret, sealingKeys, registrationKeys });
  const secrets = await startPoolSecrets(pool);
  const recorder = await startRecorder(secrets.environment.AWS_ENDPOINT_URL_SECRETS_MANAGER ?? '');
  const { issuer, jwksUri, loginUrl } = pool.settings;
  return {
    pool,
    sent: recorder.sent,
    environment: {
      ...secrets.environment,
      MCP_AUTH: JSON.stringify({ ...auth, issuer, jwksUri, loginUrl }),
      AWS_ENDPOINT_URL_SECRETS_MANAGER: recorder.url,
    },
    stop: () => Promise.all([pool.stop(), secrets.close(), recorder.stop()]),
  };
}

type World = Awaited<ReturnType<typeof startWorld>>;

/** @returns What the call was answered. */
async function registerAndCall(server: string, url: string, pool: World['pool']): Promise<string> {
  const post = (path: string, contentType: string, body: string, headers = {}): Promise<Response> =>
    fetch(`${server}${path}`, { method: 'POST', headers: { 'content-type': contentType, ...headers }, body });
  const registered = await post(
    '/oauth/register',
    'application/json',
    JSON.stringify({ client_name: 'A host', redirect_uris: [LOOPBACK_REDIRECT] }),
  );
  const { client_id: client = '' } = await bodyOf(registered);
  const query = encode({
    client_id: client,
    response_type: 'code',
    redirect_uri: LOOPBACK_REDIRECT,
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    resource: url,
  });
  const link = new URL(`${server}/oauth/authorize?${query}`);
  const back = await logIn(link, { pool, jar: new BrowserJar(), origin: new URL(url).origin });
  const form = encode({
    grant_type: 'authorization_code',
    code: back.searchParams.get('code') ?? '',
    client_id: client,
    code_verifier: VERIFIER,
  });
  const tokens = await bodyOf(await post('/oauth/token', 'application/x-www-form-urlencoded', form));
  const call = {
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name: 'add', arguments: { a: 1, b: 2 } },
  };
  const reply = await post('/mcp', 'application/json', JSON.stringify(call), {
    authorization: `Bearer ${tokens.access_token}`,
    accept: 'application/json, text/event-stream',
  });
  return reply.text();
}
