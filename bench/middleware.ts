/**
 * `npx tsx bench/middleware.ts`: what each step of the pipeline adds to a call whose handler answers at once.
 * Each is run alone around the same handler; limit and idempotency have benches of their own. Rounds alternate,
 * so that a noisy machine slows all of them; only ratios are judged.
 */
import { z } from 'zod';
import type { AcceptedCall, Call, HandlerOutcome, Outcome } from '../lambda/call';
import { succeeded } from '../lambda/call';
import { systemClock } from '../lambda/clock';
import { authorize } from '../lambda/middleware/authorize';
import { check } from '../lambda/middleware/check';
import { handle } from '../lambda/middleware/handle';
import { observe } from '../lambda/middleware/observe';
import { sanitize } from '../lambda/middleware/sanitize';
import { timeout } from '../lambda/middleware/timeout';
import { validate } from '../lambda/middleware/validate';
import { createContexts } from '../lambda/protocol/contexts';
import { compileRegistry } from '../lambda/registry';
import { RequestLine } from '../lambda/request-line';
import { createFindSwitch } from '../lambda/state/switches/switches';
import { defineTools, tool } from '../lambda/tools';

const ROUNDS = 15;
const CALLS = 2_000;
/** Of all steps together, to the bare handler. */
const MOST_RATIO = 20;

const ARGUMENTS = { ticketId: 'T-4711', note: 'Called back; the customer is at home after five.' };
const TICKET = { id: 'T-4711', notes: [ARGUMENTS.note, ARGUMENTS.note], open: true };

const registry = compileRegistry(
  defineTools({
    name: 'bench',
    tools: {
      add_note: tool({
        description: 'Adds a note.',
        effect: 'write',
        input: z.object({ ticketId: z.string().max(40), note: z.string().max(2_000) }),
        output: z.object({ id: z.string(), notes: z.array(z.string()), open: z.boolean() }),
        check: () => undefined,
        handler: () => TICKET,
      }),
    },
  }),
  '1.0.0',
);

const silent = (): void => undefined;
const contexts = createContexts({
  clock: systemClock,
  log: { debug: silent, info: silent, warn: silent, error: silent },
  readSecret: () => Promise.reject(new Error('no secrets here')),
});
const findSwitch = createFindSwitch({ list: () => Promise.resolve([]) }, systemClock, silent);
const observed = observe(systemClock, { serviceMs: 1_000, toolsMs: {} });
const authorized = authorize(findSwitch);
const checked = check(systemClock);
const timed = timeout(systemClock);

async function main(): Promise<void> {
  const found = registry.tools.get('add_note');
  if (!found) throw new Error('no tool');
  const acceptance = await found.tool.accept(ARGUMENTS);
  if (!acceptance.accepted) throw new Error('the arguments do not fit');
  const { invocation } = acceptance;

  const newCall = (): AcceptedCall => {
    const line = new RequestLine(silent, systemClock);
    const exchange = { requestId: 'r', caller: { subject: 'ana', scopes: ['write'] }, line };
    return {
      tool: found,
      arguments: ARGUMENTS,
      exchange,
      hangUp: new AbortController().signal,
      contextFor: (signal) => ({ ...contexts.handler(exchange, signal), progress: () => Promise.resolve() }),
      invocation,
    };
  };
  const bare = (call: AcceptedCall): Promise<HandlerOutcome> =>
    handle({ ...call, signal: new AbortController().signal });
  const reply = succeeded({ content: [{ type: 'text', text: JSON.stringify(TICKET) }] });
  const answer = async (call: AcceptedCall): Promise<Outcome> => {
    await bare(call);
    return reply;
  };
  const all = (incoming: Call): Promise<Outcome> =>
    observed(incoming, (known) =>
      authorized(known, (allowed) =>
        validate(allowed, (accepted) =>
          checked(accepted, (permitted) => sanitize(permitted, (clean) => timed(clean, handle))),
        ),
      ),
    );

  const kinds: Record<string, (call: AcceptedCall) => Promise<Outcome | HandlerOutcome>> = {
    'bare handler': answer,
    observe: (call) => observed(call, () => answer(call)),
    authorize: (call) => authorized(call, () => answer(call)),
    validate: (call) => validate(call, answer),
    check: (call) => checked(call, answer),
    sanitize: (call) => sanitize(call, bare),
    timeout: (call) => timed(call, handle),
    'all of them': all,
  };
  const times = new Map(Object.keys(kinds).map((name): [string, number[]] => [name, []]));
  for (let round = -3; round < ROUNDS; round += 1) {
    for (const [name, work] of Object.entries(kinds)) {
      const startedAt = performance.now();
      for (let index = 0; index < CALLS; index += 1) await work(newCall());
      if (round >= 0) times.get(name)?.push((performance.now() - startedAt) / CALLS); // the first three warm up
    }
  }

  const cost = (name: string): number => {
    const sorted = (times.get(name) ?? []).toSorted((a, b) => a - b);
    return (sorted[Math.floor(sorted.length / 2)] ?? NaN) * 1_000;
  };
  const base = cost('bare handler');
  for (const name of Object.keys(kinds)) {
    const own = cost(name);
    console.log(
      `${name.padEnd(14)} ${own.toFixed(1).padStart(6)} us a call, ${(own / base).toFixed(2)} x the bare handler`,
    );
  }
  const ratio = cost('all of them') / base;
  console.log(`medians of ${ROUNDS} rounds of ${CALLS} calls; ${MOST_RATIO} x is allowed for all of them.`);
  if (!(ratio < MOST_RATIO)) process.exitCode = 1;
}

void main();
