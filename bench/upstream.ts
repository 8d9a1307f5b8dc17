/**
 * `tsx bench/upstream.ts`: what `context.upstream` costs over the bare function. Once for a function that does
 * nothing, where all is cost, and once for a `fetch` over loopback, the cheapest request there is. The rounds
 * alternate, so that a noisy machine slows both; only their ratio is judged.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '../lambda/clock';
import type { Upstream } from '../lambda/upstream/upstream';
import { createUpstreams } from '../lambda/upstream/upstreams';

/** Share of the rounds that is not measured. */
const WARM_UP = 0.2;
const MOST_RATIO_OF_A_FETCH = 1.3;

const upstreams = createUpstreams(systemClock);

/** One call of a tool that asks once; both sides have the call's signal to hand on. */
const upstream: Upstream = (...request) =>
  upstreams.forCall({
    signal: new AbortController().signal,
    effect: 'read',
    remainingMs: 20_000,
    record: () => undefined,
  })(...request);

type Work = () => Promise<unknown>;

/** Milliseconds of one call. */
async function time(calls: number, work: Work): Promise<number> {
  const startedAt = performance.now();
  for (let count = 0; count < calls; count++) await work();
  return (performance.now() - startedAt) / calls;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

interface Rounds {
  readonly rounds: number;
  readonly callsEach: number;
}

/** The ratio of the second to the first, of their medians. Who goes first changes with every round. */
async function compare(what: string, size: Rounds, bare: Work, through: Work): Promise<number> {
  const bares: number[] = [];
  const throughs: number[] = [];
  for (let round = -WARM_UP * size.rounds; round < size.rounds; round++) {
    const turn = [
      { work: bare, times: bares },
      { work: through, times: throughs },
    ];
    if (round % 2 === 0) turn.reverse();
    for (const { work, times } of turn) {
      const milliseconds = await time(size.callsEach, work);
      if (round >= 0) times.push(milliseconds);
    }
  }
  const [base, cost] = [median(bares), median(throughs)];
  const microseconds = ((cost - base) * 1_000).toFixed(1);
  console.log(`${what}: ratio to the bare one ${(cost / base).toFixed(2)}, ${microseconds} µs more a call`);
  return cost / base;
}

async function main(): Promise<void> {
  const server = createServer((_request, response) => response.end('{"paid":true}'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const get = async (signal: AbortSignal): Promise<unknown> => (await fetch(url, { signal })).json();

  await compare(
    'a function that does nothing',
    { rounds: 40, callsEach: 2_000 },
    async () => 1,
    () => upstream('nothing', async () => 1),
  );
  const ratio = await compare(
    'a fetch over loopback',
    { rounds: 6_000, callsEach: 1 },
    () => get(new AbortController().signal),
    () => upstream('billing', get),
  );
  console.log(`Medians of alternating rounds; ${MOST_RATIO_OF_A_FETCH} is allowed for the fetch.`);
  server.close().closeAllConnections();
  if (!(ratio < MOST_RATIO_OF_A_FETCH)) process.exitCode = 1;
}

void main();
