import type { Effect, ErrorCode } from '../../../lambda/contract';

/** Of calls, over a long time: half of the error budgets of 99.5 % available and 95 % in time. */
export const FAULT_SHARE = 0.0025;
export const SLOW_SHARE = 0.025;

/** Shapes of the part of a trouble that is a tool's own: refusals come in longer bouts than faults. */
export const FAULT_SHAPE = 1;
export const SLOW_SHAPE = 1;
export const REFUSAL_SHAPE = 0.5;

/** Variance of a minute's calls over their mean, less 1: agents call in sessions, a Poisson process would have 0. */
export const ARRIVAL_EXCESS = 3;

/** Requests besides calls: connecting, listing tools, reading resources. */
export const OTHER_REQUESTS = 0.3;
/** Of all requests: those that connect without a token to learn where to get one. */
export const UNAUTHORIZED_SHARE = 0.02;
/** Of the calls of tools with an effect: sent again, answered from the record. */
export const REPLAY_SHARE = 0.01;
/** Of all requests: they meet an instance that starts. */
export const COLD_START_SHARE = 0.005;
/** Of all calls: to a tool that does not exist. */
export const UNKNOWN_TOOL_SHARE = 0.0005;

type Shares = readonly (readonly [ErrorCode, number])[];

/** What callers do wrong, of all calls. */
export const REFUSALS: Shares = [
  ['INVALID_ARGUMENTS', 0.015],
  ['NOT_FOUND', 0.02],
  ['RATE_LIMITED', 0.005],
  ['CONFLICT', 0.002],
  ['PERMISSION_DENIED', 0.001],
];

/**
 * Which faults they are. None leaves open whether an effect took place: each such call is an incident of its
 * own, that a person has to end.
 */
const FAULTS: Readonly<Record<'read' | 'effect', Shares>> = {
  read: [
    ['UPSTREAM_UNAVAILABLE', 0.5],
    ['TIMED_OUT', 0.25],
    ['INTERNAL', 0.25],
  ],
  effect: [
    ['UPSTREAM_UNAVAILABLE', 0.75],
    ['STATE_UNAVAILABLE', 0.25],
  ],
};

/** A fault by a number from 0 to below 1. */
export function faultOf(effect: Effect, number: number): ErrorCode {
  return pick(FAULTS[effect === 'read' ? 'read' : 'effect'], number) ?? 'UPSTREAM_UNAVAILABLE';
}

/** The first whose share the number falls into; none when it is past all of them. */
export function pick(shares: Shares, number: number): ErrorCode | undefined {
  let passed = 0;
  for (const [code, share] of shares) if (number < (passed += share)) return code;
  return undefined;
}

const LEAVES_UNKNOWN: ReadonlySet<ErrorCode> = new Set(['TIMED_OUT', 'INTERNAL', 'OUTCOME_UNKNOWN']);

/** As the server has it: a handler with an effect that was cut off may have done its work. */
export function leavesUnknown(effect: Effect, code: ErrorCode | undefined): boolean {
  return effect !== 'read' && code !== undefined && LEAVES_UNKNOWN.has(code);
}
