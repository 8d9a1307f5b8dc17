import { createUsesOf, type LimitUse, type Taker } from '../limits/uses';

/**
 * How often people are asked: counted where all instances see it, so that a flood sent at once finds no gap between
 * looking at what waits and adding to it.
 */
const usesOf = createUsesOf({
  caller: { perMinute: 6, burst: 12 },
  callerTool: { perMinute: 3, burst: 6 },
  callerWrites: false,
  tenant: false,
  tool: false,
});

/** Which limits a question takes from: apart from those of calls, which the call that asks has passed. */
export function asksOf(caller: Taker, tool: string): LimitUse[] {
  return usesOf(caller, { name: tool, effect: 'read' }).map((use) => ({ ...use, key: `ask-${use.key}` }));
}
