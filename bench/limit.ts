/**
 * What the limits cost a call, in this process and over a store in memory: `npx tsx bench/limit.ts`. Compare
 * the ratios; the absolute numbers are this machine's.
 */
import { z } from 'zod';
import { succeeded, type Call, type Middleware } from '../lambda/call';
import { systemClock } from '../lambda/clock';
import { createLimiter } from '../lambda/limits/limiter';
import type { Rate } from '../lambda/contract/rates';
import { createUsesOf } from '../lambda/limits/uses';
import { limit } from '../lambda/middleware/limit';
import { observe } from '../lambda/middleware/observe';
import { compileRegistry } from '../lambda/registry';
import { RequestLine } from '../lambda/request-line';
import { MemoryLimitStore } from '../lambda/state/limits/memory-store';
import { defineTools, tool } from '../lambda/tools';

const CALLS = 20_000;
const CALLERS = 100;

const registry = compileRegistry(
  defineTools({
    name: 'bench',
    tools: {
      find: tool({ description: 'Finds.', effect: 'read', input: z.object({}), handler: () => 'found' }),
    },
  }),
  '1.0.0',
);

/** Callers take turns with the limits that the service has by default, and with one limit that is leased. */
function limited(caller: Rate): Middleware {
  const service = { caller, callerWrites: false, tenant: false, tool: false, callerTool: false } as const;
  const limiter = createLimiter({ store: new MemoryLimitStore(), clock: systemClock });
  return limit({ limiter, usesOf: createUsesOf(service) });
}

const bare: Middleware = (call, next) => next(call);

async function callsPerSecond(middleware: Middleware, callers: number): Promise<number> {
  const observed = observe(systemClock, { serviceMs: 1_000, toolsMs: {} });
  const find = registry.tools.get('find');
  if (!find) throw new Error('no tool');
  const reply = succeeded({ content: [{ type: 'text', text: 'found' }] });
  const before = performance.now();
  for (let index = 0; index < CALLS; index += 1) {
    const line = new RequestLine(() => undefined, systemClock);
    const call: Call = {
      tool: find,
      arguments: {},
      exchange: { requestId: 'r', caller: { subject: `caller-${index % callers}`, scopes: [] }, line },
      hangUp: new AbortController().signal,
      contextFor: () => {
        throw new Error('no handler runs here');
      },
    };
    await observed(call, (known) => middleware(known, () => Promise.resolve(reply)));
    line.end();
  }
  return CALLS / ((performance.now() - before) / 1_000);
}

async function main(): Promise<void> {
  const ample = 1_000_000;
  const cases: [string, Middleware, number][] = [
    ['without limits', bare, CALLERS],
    ['one write a call (60/min)', limited({ perMinute: 60, burst: ample }), CALLERS],
    ['leased (600000/min)', limited({ perMinute: 600_000, burst: ample }), 1],
    ['refused from memory (60/min)', limited({ perMinute: 60, burst: 3 }), CALLERS],
  ];
  // The first round is for the compiler.
  for (const [, middleware, callers] of cases) await callsPerSecond(middleware, callers);
  let base = 0;
  for (const [name, middleware, callers] of cases) {
    const rate = await callsPerSecond(middleware, callers);
    base ||= rate;
    const microseconds = 1e6 / rate - 1e6 / base;
    console.log(
      `${name.padEnd(30)} ${rate.toFixed(0).padStart(8)} calls/s  ${(base / rate).toFixed(2)} x the time  +${microseconds.toFixed(1)} µs`,
    );
  }
}

void main();
