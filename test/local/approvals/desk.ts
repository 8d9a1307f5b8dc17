import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { App, Stack } from 'aws-cdk-lib';
import { McpAlerts, McpService, type McpAuth } from 'cdk-mcp-service';
import { bundleTools } from '../../../lib/tools/bundle';
import { start } from '../../../local/start';
import { Teardown } from '../../../local/teardown';
import { readAnswer, type Answer } from '../../support/in-process';
import { Browser } from '../cognito/browser';
import { recordingPrint } from '../fixtures';

// The validator costs seconds and has a suite of its own.
process.env.CDK_VALIDATION = 'false';

const VERIFIER = 'v'.repeat(43);
const RETRYABLE = /retryable\\*":true/;
const MOST_TRIES = 20;
const RETRY_MS = 500;
const REDIRECT = 'http://localhost:49152/oauth/callback';

export interface Desk {
  readonly url: string;
  readonly origin: string;
  readonly print: ReturnType<typeof recordingPrint>;
  /** The environment of the server. */
  readonly environment: Readonly<Record<string, string>>;
  /** Calls `close_case`, as an agent on this machine does. */
  close(id: string, headers?: Record<string, string>): Promise<Answer>;
  stop(): Promise<void>;
}

interface DeskOptions {
  readonly auth: McpAuth;
  /** With a `close_case` that asks for approval. @default - one that cannot be undone */
  readonly tools?: string;
  /** Whether people log in. */
  readonly logIn?: boolean;
}

/** A real desk: synthesized, bundled, behind its endpoint. */
export async function startDesk({
  auth,
  tools = 'test/fixtures/closing.ts',
  logIn,
}: DeskOptions): Promise<Desk> {
  const directory = mkdtempSync(join(tmpdir(), 'approval-desk-'));
  const app = new App({ outdir: directory });
  const alerts = McpAlerts.none({ reason: 'a test' });
  new McpService(new Stack(app, 'Desk'), 'Mcp', { tools, auth, alerts });
  app.synth();
  const teardown = new Teardown();
  const print = recordingPrint();
  const running = start(
    {
      directory,
      port: 0,
      synthesize: () => Promise.resolve(directory),
      bundleTools,
      now: Date.now,
      print,
      auth: logIn,
    },
    teardown,
  );
  const { url, deployment } = await running.catch(async (error: unknown) => {
    await teardown.run();
    throw error;
  });
  return {
    url,
    origin: new URL(url).origin,
    print,
    environment: deployment.environment,
    async close(id, headers = {}) {
      // A busy machine is too slow for the limits at first: the agent is told to try again, and does.
      for (let tries = 1; ; tries += 1) {
        const answer = await call(url, { name: 'close_case', arguments: { id } }, headers);
        if (tries === MOST_TRIES || !RETRYABLE.test(textOf(answer))) return answer;
        await setTimeout(RETRY_MS);
      }
    },
    stop: () => teardown.run(),
  };
}

async function call(url: string, params: object, headers: Record<string, string>): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }),
  });
  return readAnswer(response);
}

/** What the model is told. */
export function textOf({ result }: Answer): string {
  return JSON.stringify(result?.content ?? '');
}

/** The page that an answer leads to. */
export function linkIn(answer: Answer): string {
  return /decided at (http\S+?)[,"]/.exec(textOf(answer))?.[1] ?? 'no link';
}

/** Opens a page and logs in where it is asked for; answers the page at the end. */
export async function openAs(
  browser: Browser,
  link: string,
  username: string,
): Promise<{ readonly url: URL; readonly page?: Response }> {
  const asked = await browser.follow(link);
  const login = await browser.follow(asked.url);
  const back = login.page ? await browser.follow(login.url, { username, password: 'desk' }) : login;
  return browser.follow(back.url);
}

/** Decides on the page, as a person does in their browser. */
export async function decide(
  browser: Browser,
  link: string,
  fields: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const html = await (await browser.open(link)).text();
  const token = /name="token" value="([^"]+)"/.exec(html)?.[1] ?? '';
  return browser.open(link, { token, decision: 'approve', ...fields });
}

/** The access token of a host that a person let in. */
export async function tokenOf({ url, origin }: Desk, username: string): Promise<string> {
  const registered = await fetch(`${origin}/oauth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_name: 'A host',
      redirect_uris: [REDIRECT],
      token_endpoint_auth_method: 'none',
    }),
  });
  const { client_id: clientId }: { client_id: string } = Object(await registered.json());
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: REDIRECT,
    state: 's',
    resource: url,
    code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const browser = new Browser();
  const html = await (await browser.open(`${origin}/oauth/authorize?${query.toString()}`)).text();
  const request = /name="request" value="([^"]+)"/.exec(html)?.[1] ?? '';
  const toPool = await browser.follow(`${origin}/oauth/consent`, { request, decision: 'approve' });
  const login = await browser.follow(toPool.url);
  const back = await browser.follow(login.url, { username, password: 'desk' });
  const done = await browser.follow(back.url);
  const answer = await fetch(`${origin}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: done.url.searchParams.get('code') ?? '',
      redirect_uri: REDIRECT,
      client_id: clientId,
      code_verifier: VERIFIER,
      resource: url,
    }),
  });
  const { access_token: token }: { access_token: string } = Object(await answer.json());
  return token;
}
