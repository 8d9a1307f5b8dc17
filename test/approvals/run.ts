/**
 * `npm run test:approvals`: `issue_refund` of the example is refused, approved by another person in a real browser,
 * executed once and replayed: by three clients, over both entries. On the engine that tests use everywhere, and inside
 * `test/dynamodb-local/run.ts` on AWS's own. Needs `npm ci --prefix test/hosts`.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { synthesize } from '../../local/synthesize';
import { startSuiteEngine } from '../dynamodb-local/suite-engine';
import { runWithBrowser, startBrowser, type Browser } from '../hosts/browser';
import { createInspector } from '../hosts/inspector';
import { logInWith } from '../hosts/loopback-host';
import { Checks } from '../support/checks';
import { startDesk, type Entry } from './desk';

const ROOT = join(__dirname, '..', '..');
const PICTURES = join(ROOT, 'cdk.out', 'approvals');
const WHO_ASKS = 'you@example.com';
const APPROVER = 'approver@example.com';
const MOST_TRIES = 5;
const RETRYABLE = /"retryable\\?": ?true/;

type Args = Record<string, string | number>;

/** What a client of any kind does. */
interface Agent {
  readonly name: string;
  /** Answers all that it got, as JSON. */
  call(tool: string, args: Args): Promise<string>;
  close(): Promise<void>;
  /** Whether it shows its person the page itself, and sends the call again. */
  readonly showsPages: boolean;
}

type Visit = (user: string, picture?: string) => (link: URL) => Promise<unknown>;

const visitor =
  (browser: Browser): Visit =>
  (user, picture) =>
  (link) =>
    browser.follow({
      url: link.href,
      user,
      ...(picture !== undefined && { picture: join(PICTURES, picture) }),
    });

async function sdk(version: 'v1' | 'v2', url: URL, visit: Visit): Promise<Agent> {
  const showsPages = version === 'v2';
  const session = await logInWith(
    version,
    url,
    { kind: 'registration' },
    visit(WHO_ASKS),
    // The person who is asked hands the page to whoever may approve.
    showsPages ? visit(APPROVER, 'v2') : undefined,
  );
  return {
    name: `SDK ${version}`,
    showsPages,
    call: (tool, args) => patiently(async () => JSON.stringify(await session.call(tool, args))),
    close: () => session.close(),
  };
}

async function inspector(url: URL, visit: Visit): Promise<Agent> {
  const run = await createInspector(url, visit(WHO_ASKS));
  return {
    name: 'Inspector',
    showsPages: false,
    async call(tool, args) {
      const pairs = Object.entries(args).flatMap(([name, value]) => ['--tool-arg', `${name}=${value}`]);
      const era = ['--protocol-era', 'modern'];
      return patiently(
        async () => (await run('--method', 'tools/call', '--tool-name', tool, ...pairs, ...era)).output,
      );
    },
    close: () => Promise.resolve(),
  };
}

/** Sends a call again where it is told to, as an agent should: a database that just started is slow. */
async function patiently(call: () => Promise<string>): Promise<string> {
  for (let tries = 0; ; tries += 1) {
    const reply = await call();
    if (!RETRYABLE.test(reply) || tries === MOST_TRIES) return reply;
    await setTimeout(1_000);
  }
}

function first(text: string, pattern: RegExp): string {
  const [, found] = pattern.exec(text.replaceAll('\\"', '"')) ?? [];
  if (found === undefined) throw new Error(`no ${pattern.source} in ${text.slice(0, 600)}`);
  return found;
}

const REFUND_ID = /"refundId": ?"([^"]+)"/;
const REFUNDABLE = /"refundableCents": ?(\d+)/;

/** One refund from the question to the replay. */
async function refund(agent: Agent, visit: Visit, args: Args): Promise<string> {
  const issue = (): Promise<string> => agent.call('issue_refund', args);
  let ran: string;
  if (agent.showsPages) {
    ran = await issue();
  } else {
    const refused = await issue();
    if (!refused.includes('APPROVAL_REQUIRED')) throw new Error(`not refused: ${refused.slice(0, 600)}`);
    const link = new URL(first(refused, /decided at (http\S+?),/));
    const own = JSON.stringify(await visit(WHO_ASKS, `${agent.name}-own`)(link));
    const again = await issue();
    if (!again.includes('APPROVAL_REQUIRED')) throw new Error(`approved by who asked: ${own}`);
    await visit(APPROVER, agent.name)(link);
    ran = await issue();
  }
  const [id, left] = [first(ran, REFUND_ID), first(ran, REFUNDABLE)];
  const replayed = await issue();
  if (first(replayed, REFUND_ID) !== id || first(replayed, REFUNDABLE) !== left)
    throw new Error(`not replayed: ${replayed.slice(0, 600)}`);
  const ticket = await agent.call('get_ticket', { ticketId: args.ticketId ?? '' });
  const refunds = [...ticket.matchAll(new RegExp(id, 'g'))].length;
  if (refunds === 0) throw new Error(`no refund in the ticket: ${ticket.slice(0, 600)}`);
  return `${id}, ${left} cents are left`;
}

async function main(): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  const checks = new Checks();
  const assembly = await synthesize({
    directory: ROOT,
    environment: process.env,
    output: 'approvals-assembly',
  });
  const browser = await startBrowser();
  const visit = visitor(browser);
  const entries: readonly Entry[] = ['Node', 'Lambda'];
  for (const entry of entries) {
    const engine = await startSuiteEngine();
    const desk = await startDesk({ assembly, engine, entry, directory: ROOT });
    const clients: readonly [name: string, () => Promise<Agent>, cents: number][] = [
      ['SDK v2, modern', () => sdk('v2', desk.url, visit), 101],
      ['SDK v1', () => sdk('v1', desk.url, visit), 102],
      ['Inspector', () => inspector(desk.url, visit), 103],
    ];
    for (const [name, connect, amountCents] of clients) {
      await checks.run(
        `${name} over ${entry} on ${engine.name}: refused, approved, run once, replayed`,
        async () => {
          const agent = await connect();
          const found = await agent.call('search_tickets', { query: 'tent', limit: 3 });
          const ticketId = first(found, /"id": ?"([^"]+)"/);
          const done = await refund(agent, visit, { ticketId, amountCents, reason: `asked by ${name}` });
          await agent.close();
          return done;
        },
      );
    }
    await desk.stop();
    await engine.stop();
  }
  await browser.close();
  checks.finish();
}

runWithBrowser('approvals', main);
