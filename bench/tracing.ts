/**
 * `npx tsx bench/tracing.ts`: what the spans of a call cost while tracing is off, as a share of the same call in
 * process. Rounds alternate, so that a noisy machine slows both.
 */
import { z } from 'zod';
import { defineTools, tool } from '../lambda/tools';
import { inCallSpan, inClientSpan, traceHeaders } from '../lambda/tracing/spans';
import { serveInProcess } from '../test/support/in-process';

const ROUNDS = 10;
const CALLS = 300;
const SPANS = 20_000;
const MOST_SHARE = 0.05;

const server = serveInProcess(
  defineTools({
    name: 'bench',
    tools: { find: tool({ description: 'Finds.', effect: 'read', input: z.object({}), handler: () => 'x' }) },
  }),
);

/** Microseconds of one. */
async function timed(count: number, run: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  for (let index = 0; index < count; index += 1) await run();
  return ((performance.now() - before) * 1_000) / count;
}

/** One call with one request to somebody else. */
const spans = () =>
  inCallSpan({ name: 'tools/call find', attributes: { a: 'b' } }, undefined, () =>
    inClientSpan({ name: 'billing', attributes: { n: 1 } }, (span) =>
      Promise.resolve(traceHeaders(span, undefined)),
    ),
  );

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

async function main(): Promise<void> {
  const [calls, off]: [number[], number[]] = [[], []];
  for (let round = -2; round < ROUNDS; round += 1) {
    const call = await timed(CALLS, () => server.call('find', {}));
    const span = await timed(SPANS, spans);
    if (round < 0) continue;
    calls.push(call);
    off.push(span);
  }
  const share = median(off) / median(calls);
  console.log(
    `spans while tracing is off: ${(share * 100).toFixed(2)} % of a call; ${MOST_SHARE * 100} % are allowed.`,
  );
  if (!(share < MOST_SHARE)) process.exitCode = 1;
}

void main();
