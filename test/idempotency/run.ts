/**
 * `npx tsx test/idempotency/run.ts [--seeds N] [--entry]`: at most once, across processes. Every run of the tool
 * is a line in a file. With `--entry` the servers are the bundled Node entry instead of the middleware alone; it
 * waits for a claim no longer than in service, so that some of a crowd may be refused before anything ran.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { startSuiteEngine } from '../dynamodb-local/suite-engine';
import { Checks } from '../support/checks';
import { startFaultProxy, type Fault, type FaultProxy } from '../support/fault-proxy';
import type { StateEngine } from '../support/state-engine';
import { Chance } from './chance';
import {
  DEADLINE_MS,
  ENTRY,
  callTool,
  expectThat,
  newLedger,
  runsIn,
  startLedger,
  untilRun,
  type LedgerServer,
  type Told,
} from './ledger';

const PROCESSES = 4;
const CALLS = 50;
/** Fifty calls at once on a small machine take longer than a call may wait for its claim in service. */
const PATIENT_MS = 5_000;

const FAULTS: readonly (readonly [string, Fault])[] = [
  ['breaks connections', 'reset'],
  ['is silent', 'drop'],
  ['answers after 300 ms', 300],
  ['is throttled', 'throttle'],
];

const seedsAt = process.argv.indexOf('--seeds');
const SEEDS = seedsAt < 0 ? 20 : Number(process.argv[seedsAt + 1]);

async function crowd(servers: readonly LedgerServer[], seed: number): Promise<Map<string, number>> {
  const chance = new Chance(seed);
  const file = newLedger();
  const key = chance.once(2) ? { idempotencyKey: `seed-${seed}` } : {};
  const args = { file, entry: `seed ${seed}`, holdMs: chance.below(150), ...key };
  const told = await Promise.all(
    Array.from({ length: CALLS }, async () => {
      const server = servers[chance.below(servers.length)] as LedgerServer;
      await wait(chance.below(60));
      return callTool(server, 'append', args);
    }),
  );
  const counts = new Map<string, number>();
  for (const { answer } of told) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  const count = (answer: string) => counts.get(answer) ?? 0;
  const results = count('result');
  const refused = ENTRY ? count('STATE_UNAVAILABLE') : 0;
  const all = results + count('replay') + count('IN_PROGRESS') + refused;
  expectThat(
    runsIn(file) === results && (results === 1 || refused > 0) && all === CALLS,
    `seed ${seed}: ${runsIn(file)} runs; ${JSON.stringify([...counts])}`,
  );
  if (results === 0) return counts;
  const later = await Promise.all(servers.map((server) => callTool(server, 'append', args)));
  for (const { answer, text } of [...later, ...told.filter((one) => one.answer === 'replay')])
    expectThat(
      answer === 'replay' && text === `appended seed ${seed}`,
      `seed ${seed}: then ${answer} '${text}'`,
    );
  return counts;
}

/** Asks until the answer is another one; says when, counted from `since`. */
async function whileAnswered(ask: () => Promise<Told>, answer: string, since: number) {
  let last = 0;
  for (;;) {
    const before = performance.now();
    const told = await ask();
    if (told.answer !== answer) return { told, last, first: performance.now() - since };
    last = before - since;
    await wait(50);
  }
}

/** IN_PROGRESS until the deadline, OUTCOME_UNKNOWN after, and one line in the file. */
async function staysLost(
  server: LedgerServer,
  args: { readonly file: string },
  since: number,
): Promise<string> {
  const { told, last, first } = await whileAnswered(
    () => callTool(server, 'append', args),
    'IN_PROGRESS',
    since,
  );
  expectThat(told.answer === 'OUTCOME_UNKNOWN', `after IN_PROGRESS came ${told.answer}`);
  expectThat(last > 0 && last < DEADLINE_MS + 500, `IN_PROGRESS was last answered after ${last} ms`);
  expectThat(first >= DEADLINE_MS, `OUTCOME_UNKNOWN was answered after ${first} ms`);
  for (let round = 0; round < 5; round += 1) {
    const { answer } = await callTool(server, 'append', args);
    expectThat(answer === 'OUTCOME_UNKNOWN', `then ${answer}`);
  }
  expectThat(runsIn(args.file) === 1, `${runsIn(args.file)} runs`);
  return `IN_PROGRESS to ${Math.round(last)} ms, OUTCOME_UNKNOWN from ${Math.round(first)} ms (deadline ${DEADLINE_MS}), 1 run`;
}

async function killInTheMiddle(
  start: () => Promise<LedgerServer>,
  other: LedgerServer,
  key: object,
): Promise<string> {
  const victim = await start();
  const args = { file: newLedger(), entry: 'killed', holdMs: 1_000, ...key };
  const since = performance.now();
  const lost = callTool(victim, 'append', args).then(
    ({ answer }) => answer,
    () => 'no answer',
  );
  await untilRun(args.file);
  victim.process.kill('SIGKILL');
  expectThat((await lost) === 'no answer', 'the killed process answered');
  return staysLost(other, args, since);
}

async function timeOut([one, two]: readonly LedgerServer[]): Promise<string> {
  if (!one || !two) throw new Error('two servers are needed');
  const args = { file: newLedger(), entry: 'slow', holdMs: 3_000, idempotencyKey: 'slow' };
  const { answer } = await callTool(one, 'append', args);
  expectThat(answer === 'TIMED_OUT', `the first answer was ${answer}`);
  const later: string[] = [];
  for (const server of [two, one, two]) {
    later.push((await callTool(server, 'append', args)).answer);
    await wait(1_000); // past the end of the handler that was given up
  }
  expectThat(
    later.every((told) => told === 'OUTCOME_UNKNOWN'),
    `then ${later.join(', ')}`,
  );
  expectThat(runsIn(args.file) === 1, `${runsIn(args.file)} runs`);
  return `TIMED_OUT, then ${later.length} × OUTCOME_UNKNOWN from both processes, 1 run`;
}

async function cutSocket(first: LedgerServer, other: LedgerServer): Promise<string> {
  const args = { file: newLedger(), entry: 'cut', holdMs: 600, idempotencyKey: newLedger() };
  const since = performance.now();
  const caller = new AbortController();
  const cut = callTool(first, 'append', args, caller.signal).then(
    ({ answer }) => answer,
    () => 'cut',
  );
  await untilRun(args.file);
  caller.abort();
  expectThat((await cut) === 'cut', 'the socket was not cut');
  const { told, first: after } = await whileAnswered(
    () => callTool(other, 'append', args),
    'IN_PROGRESS',
    since,
  );
  expectThat(told.answer === 'replay' && told.text === 'appended cut', `the reissued call: ${told.answer}`);
  expectThat(runsIn(args.file) === 1, `${runsIn(args.file)} runs`);
  return `a replay after ${Math.round(after)} ms (the write takes 600), 1 run`;
}

async function storeFails(proxy: FaultProxy, server: LedgerServer, fault: Fault): Promise<string> {
  const file = newLedger();
  const elapsed = async (work: () => Promise<unknown>): Promise<number> => {
    const startedAt = performance.now();
    await work();
    return performance.now() - startedAt;
  };
  await callTool(server, 'append', { file: newLedger(), entry: 'before' });
  proxy.fault = fault;
  const added: number[] = [];
  for (let round = 0; round < 20; round += 1) {
    const read = await elapsed(() => callTool(server, 'look', {}));
    const refused = await elapsed(async () => {
      const { answer } = await callTool(server, 'append', { file, entry: String(round) });
      expectThat(answer === 'STATE_UNAVAILABLE', `${fault}: ${answer}`);
    });
    added.push(refused - read);
  }
  // More than the client has connections: none may stay with a request that nobody answers.
  await Promise.all(Array.from({ length: 80 }, () => callTool(server, 'append', { file, entry: 'many' })));
  expectThat(runsIn(file) === 0, `${fault}: ${runsIn(file)} runs`);
  proxy.fault = 'pass';
  await wait(2_500); // what was on its way arrives, and is given back; what was not answered is given up
  const recovered = await callTool(server, 'append', { file, entry: '0' });
  expectThat(recovered.answer === 'result', `${fault}: after it, ${recovered.answer}`);
  expectThat(server.process.exitCode === null, 'the server ended');
  const sorted = added.toSorted((a, b) => a - b);
  const [median = NaN, p90 = NaN, most = NaN] = [10, 17, 19].map((at) => sorted[at]);
  expectThat(p90 < 100, `${fault}: p90 of ${Math.round(p90)} ms added`);
  return `20 refused before anything ran, ${Math.round(median)} ms added (p90 ${Math.round(p90)}, most ${Math.round(most)}); then a result`;
}

async function main(engine: StateEngine): Promise<void> {
  const checks = new Checks();
  const { idempotency: table } = await engine.createTables();
  const { environment } = engine;
  const start = (): Promise<LedgerServer> => startLedger({ table, environment, claimMs: PATIENT_MS });
  const proxy = await startFaultProxy(engine.url);
  const behindProxy = startLedger({
    table,
    environment: { ...environment, AWS_ENDPOINT_URL_DYNAMODB: proxy.url },
  });
  const servers = await Promise.all(Array.from({ length: PROCESSES }, start));
  const [one, two] = servers as [LedgerServer, LedgerServer];
  console.log(`on ${engine.name}, ${PROCESSES} processes`);
  try {
    await checks.run(`${CALLS} identical writes at once, ${SEEDS} seeds: one run`, async () => {
      const total = new Map<string, number>();
      for (let seed = 1; seed <= SEEDS; seed += 1)
        for (const [answer, count] of await crowd(servers, seed))
          total.set(answer, (total.get(answer) ?? 0) + count);
      return [...total].map(([answer, count]) => `${count} ${answer}`).join(', ');
    });
    await checks.run('kill -9 in the middle of a write', () =>
      killInTheMiddle(start, two, { idempotencyKey: 'killed' }),
    );
    await checks.run('kill -9 in the middle of a write without a key', () => killInTheMiddle(start, one, {}));
    await checks.run('a time-out in the middle of a write', () => timeOut(servers));
    await checks.run('a socket cut in the middle, the call reissued to the same process', () =>
      cutSocket(one, one),
    );
    await checks.run('a socket cut in the middle, the call reissued to another', () => cutSocket(one, two));
    const proxied = await behindProxy;
    for (const [name, fault] of FAULTS)
      await checks.run(`the store ${name}`, () => storeFails(proxy, proxied, fault));
  } finally {
    await Promise.all([...servers, await behindProxy].map((server) => server.stop()));
    await proxy.stop();
    await engine.stop();
  }
  checks.finish();
}

void startSuiteEngine().then(main);
