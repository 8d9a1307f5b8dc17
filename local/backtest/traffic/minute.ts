import type { ErrorCode } from '../../../lambda/contract';

/** How one call of a tool ended. */
export interface Call {
  readonly tool: string;
  readonly release: string;
  /** Absent: with a result. */
  readonly code: ErrorCode | undefined;
  readonly fault: boolean;
  readonly slow: boolean;
  readonly latencyMs: number;
  readonly replayed: boolean;
  /** Nobody knows whether it took place. */
  readonly unknown: boolean;
}

/** Calls counted together. */
export class Tally {
  faults = 0;
  slow = 0;
  readonly latencies: number[] = [];

  get calls(): number {
    return this.latencies.length;
  }

  add({ fault, slow, latencyMs }: Call): void {
    if (fault) this.faults += 1;
    if (slow) this.slow += 1;
    this.latencies.push(latencyMs);
  }
}

/** Everything that happened to a service in one minute. */
export class Minute {
  readonly all = new Tally();
  readonly byTool = new Map<string, Tally>();
  readonly byRelease = new Map<string, Tally>();
  readonly errors = new Map<ErrorCode, number>();
  rateLimited = 0;
  replays = 0;
  unknownOutcomes = 0;
  /** Requests without a good token that the server refused. */
  unauthorized = 0;
  /** Requests without a token that the endpoint refused itself. */
  challenged = 0;
  coldStarts = 0;
  /** Requests that the server answered, calls or not. */
  answered = 0;
  /** Requests that somebody sent, answered or not. */
  requests = 0;
  /** Health checks by name; absent where the probe did not run. */
  checks: ReadonlyMap<string, { readonly up: boolean; readonly latencyMs: number }> | undefined;

  /** Calls that wait for a person; absent where no tool asks for approval. */
  approvals: { readonly pending: number; readonly oldestSeconds: number } | undefined;

  /** Gauges of each server that lives between requests. */
  containers: readonly { readonly inFlight: number; readonly connections: number }[] = [];

  constructor(readonly minute: number) {}

  add(call: Call): void {
    this.all.add(call);
    tallyOf(this.byTool, call.tool).add(call);
    tallyOf(this.byRelease, call.release).add(call);
    if (call.code !== undefined) this.error(call.code);
    if (call.code === 'RATE_LIMITED') this.rateLimited += 1;
    if (call.replayed) this.replays += 1;
    if (call.unknown) this.unknownOutcomes += 1;
  }

  /** Also for a call of a tool that does not exist, which is no tool's call. */
  error(code: ErrorCode): void {
    this.errors.set(code, (this.errors.get(code) ?? 0) + 1);
  }
}

function tallyOf(tallies: Map<string, Tally>, name: string): Tally {
  let tally = tallies.get(name);
  if (!tally) tallies.set(name, (tally = new Tally()));
  return tally;
}
