import type { ErrorCode } from '../../lambda/contract';

/** Some calls end otherwise than usual. */
export interface CallDisturbance {
  /** Whose calls. @default - every tool's */
  readonly tools?: readonly string[];
  /** Only calls that this release answers. */
  readonly release?: string;
  /** Of these calls, from 0 to 1. */
  readonly share: number;
  readonly becomes: ErrorCode | 'slow';
  /** The call ends when its time-out does. */
  readonly afterTimeout?: boolean;
}

/** One caller repeats itself. */
export interface LoopDisturbance {
  /** Of all calls, before it loops. */
  readonly callerShare: number;
  /** Calls that it sends for each one before. */
  readonly factor: number;
  readonly code: ErrorCode;
}

/** Calls are answered by another release than the one of the template, until it is deployed. */
export interface DeploymentDisturbance {
  /** Of the calls, for the template's release. */
  readonly share: number;
}

/** What a load balancer sees of its targets. */
export interface TargetDisturbance {
  /** More healthy ones than usual, or fewer; `none` are there at all. */
  readonly healthy?: number | 'none';
  /** Registered ones that fail the check, or that have not passed one yet. */
  readonly unhealthy?: number | 'all';
  /** Of the unhealthy ones: so many fail the check of one node of the balancer and pass that of another. */
  readonly disputed?: number;
}

/** What is different from usual, minute by minute. Nothing given: an ordinary minute. */
export interface Disturbance {
  readonly calls?: readonly CallDisturbance[];
  readonly loop?: LoopDisturbance;
  readonly deployment?: DeploymentDisturbance;
  /** The schedule that asks for gauges does not run. */
  readonly probeStopped?: boolean;
  /** Health checks that fail. */
  readonly checksDown?: 'all';
  /** Nobody decides whether calls may run, and one waits from the first minute. */
  readonly undecided?: boolean;
  readonly function?: {
    /** Invocations that end before the server can write a line, from 0 to 1. */
    readonly failing?: number;
    /** Invocations that Lambda refuses, from 0 to 1; at least one a minute. */
    readonly throttled?: number;
  };
  /** Requests without a token in a minute, besides the usual ones. */
  readonly strangers?: number;
  readonly targets?: TargetDisturbance;
  readonly containers?: {
    /** None of them runs: nothing is answered, and nothing written. */
    readonly running?: 'none';
    /** Of their CPU, in percent, that all of them use. */
    readonly cpuPercent?: number;
    /** Of its memory, in percent, that the fullest of them uses. */
    readonly memoryPercent?: number;
  };
  readonly endpoint?: {
    /** Requests answered with a 5xx without reaching the function, from 0 to 1. */
    readonly failing?: number;
    /** Requests answered with 429 by the endpoint, from 0 to 1. */
    readonly throttled?: number;
    /** Requests that reach the server and that it answers with a 5xx, from 0 to 1. */
    readonly behind?: number;
  };
  readonly table?: {
    /** Throttled requests in a minute, whatever the traffic. */
    readonly throttledReads?: number;
    readonly throttledWrites?: number;
  };
}

/** An ordinary minute. */
export const CALM: Disturbance = {};

/** The share of requests that reach a server. */
export function reaching({ function: ofFunction = {}, endpoint = {}, containers = {} }: Disturbance): number {
  if (containers.running === 'none') return 0;
  const lost = [ofFunction.failing, ofFunction.throttled, endpoint.failing, endpoint.throttled];
  return lost.reduce<number>((share, part) => share * (1 - (part ?? 0)), 1);
}

/** The share of requests that a server answers with something else than that it cannot. */
export function answered(disturbance: Disturbance): number {
  return reaching(disturbance) * (1 - (disturbance.endpoint?.behind ?? 0));
}
