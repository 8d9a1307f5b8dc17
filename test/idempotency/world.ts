import { z } from 'zod';
import type { Outcome } from '../../lambda/call';
import type { Clock } from '../../lambda/clock';
import { resolveUnknown } from '../../lambda/idempotency/resolve-unknown';
import type { IdempotencyStore } from '../../lambda/state/idempotency/store';
import { ToolError, defineTools, notFound, tool } from '../../lambda/tools';
import type { Caller } from '../../lambda/tools/context';
import type { ManualClock } from '../support/manual-clock';
import { brief, replayOf, textsOf } from './answers';
import { guardedPipeline, type GuardedPipeline } from './guarded-pipeline';
import { UnsteadyStore, type Weather } from './unsteady-store';

/** How a run ends. `crash` is no ending: the process goes with it. */
export type Ending = 'reply' | 'nothing' | 'invalid' | 'broken';

interface Sending {
  readonly requestId: string;
  readonly id: string;
  readonly args: string;
  readonly at: number;
}

interface Run {
  readonly requestId: string;
  readonly id: string;
  readonly expiresAt: number;
  readonly process: Process;
  readonly end: (ending: Ending) => void;
  ending?: Ending;
  /** A truthful operator said that it changed nothing. */
  cleared: boolean;
}

interface Process {
  readonly store: UnsteadyStore;
  readonly pipeline: GuardedPipeline;
}

/** Processes over one store that may crash, and one bookkeeper who sees all of it. */
export class World {
  readonly processes: Process[] = [];
  readonly runs: Run[] = [];
  readonly answers = new Map<string, string>();
  private readonly sendings: Sending[] = [];
  private readonly module = defineTools({
    name: 'world',
    tools: {
      act: tool({
        description: 'Acts.',
        effect: 'destructive',
        approval: 'never',
        input: z.object({ invoice: z.string() }),
        handler: (_args, { requestId }) => this.begin(requestId),
      }),
    },
  });

  constructor(
    private readonly clock: ManualClock,
    private readonly store: IdempotencyStore,
    processes: number,
  ) {
    for (let index = 0; index < processes; index += 1) this.processes.push(this.boot());
  }

  send(index: number, caller: Caller, args: object): void {
    const sender = this.processAt(index);
    const requestId = `request-${this.sendings.length}`;
    const at = this.clock.now();
    const answering = sender.pipeline.call('act', args, { caller, requestId });
    const line = (): string =>
      String(sender.pipeline.lines.find((fields) => fields.requestId === requestId)?.idempotencyId);
    this.sendings.push({
      requestId,
      at,
      args: JSON.stringify(args),
      // Known once the middleware has named the call, and before anybody asks.
      get id() {
        return line();
      },
    });
    void answering.then((outcome) => this.answered(requestId, outcome));
  }

  /** Ends what runs in a living process. */
  endRun(pick: (count: number) => number, ending: Ending): void {
    const running = this.runs.filter((run) => run.ending === undefined && run.process.store.alive);
    if (running.length > 0) running[pick(running.length)]?.end(ending);
  }

  setWeather(index: number, weather: Weather): void {
    this.processAt(index).store.weather = () => weather;
  }

  /** `kill -9`; another process takes its place. */
  crash(index: number): void {
    this.processAt(index).store.alive = false;
    this.processes[index] = this.boot();
  }

  /** An operator who tells the truth. */
  async resolve(pick: (count: number) => number): Promise<void> {
    const lost = this.runs.filter((run) => !run.process.store.alive || run.ending === 'broken');
    const run = lost[pick(Math.max(1, lost.length))];
    if (!run) return;
    const acted = run.ending !== 'nothing' && pick(2) === 0;
    const ports = { store: this.store, clock: this.clock, writeLine: () => undefined };
    const record = await this.store.read(run.id, this.clock.now());
    if (record?.requestId !== run.requestId) return;
    const verdict = acted ? 'executed' : 'not_executed';
    const { kind } = await resolveUnknown(ports, { id: run.id, operator: 'ops' }, verdict);
    if (kind === 'resolved' && !acted) run.cleared = true;
  }

  private processAt(index: number): Process {
    const found = this.processes[index];
    if (!found) throw new Error(`no process ${index}`);
    return found;
  }

  private boot(): Process {
    const store = new UnsteadyStore(this.store);
    // The timers of a process go with it.
    const clock: Clock = {
      now: () => this.clock.now(),
      after: (milliseconds, wake) => this.clock.after(milliseconds, () => void (store.alive && wake())),
    };
    return { store, pipeline: guardedPipeline(this.module, { store, clock }) };
  }

  /** The promise: whatever ran before under this name is known to have changed nothing, or is forgotten. */
  private async begin(requestId: string): Promise<string> {
    const process = this.processes.find(({ pipeline }) =>
      pipeline.lines.some((line) => line.requestId === requestId),
    );
    const sending = this.sendings.find((sent) => sent.requestId === requestId);
    if (!process || !sending) return new Promise(() => undefined); // it crashed meanwhile
    const { id } = sending;
    const record = await this.store.read(id, this.clock.now());
    if (record?.requestId !== requestId || record.status !== 'INPROGRESS')
      this.broken(`${requestId} runs without a claim`);
    const earlier = this.runs.find(
      (run) => run.id === id && run.ending !== 'nothing' && !run.cleared && run.expiresAt > this.clock.now(),
    );
    if (earlier) this.broken(`${requestId} runs after ${earlier.requestId} (${earlier.ending ?? 'no end'})`);
    return new Promise((resolve, reject) => {
      const run: Run = {
        requestId,
        id,
        expiresAt: record?.expiresAt ?? 0,
        process,
        cleared: false,
        end: (ending) => {
          run.ending = ending;
          if (ending === 'reply') resolve(`reply to ${requestId}`);
          if (ending === 'nothing') reject(notFound('nothing there'));
          if (ending === 'invalid') reject(new ToolError('OUTPUT_INVALID', 'ran', { outcome: 'executed' }));
          if (ending === 'broken') reject(new Error('socket hang up'));
        },
      };
      this.runs.push(run);
    });
  }

  /** Every answer is one of those allowed, and true. */
  private answered(requestId: string, outcome: Outcome): void {
    const answer = brief(outcome);
    const sent = this.sendings.find((sending) => sending.requestId === requestId);
    const own = this.runs.find((run) => run.requestId === requestId);
    this.answers.set(requestId, answer);
    if (!sent) return this.broken(`nobody sent ${requestId}`);
    const others = this.sendings.filter((other) => other.requestId !== requestId && other.id === sent.id);
    if (!this.isTrue(answer, outcome, { sent, own, others }))
      this.broken(`${requestId} was answered '${answer}'`);
  }

  private isTrue(
    answer: string,
    outcome: Outcome,
    { sent, own, others }: { sent: Sending; own?: Run; others: readonly Sending[] },
  ): boolean {
    const now = this.clock.now();
    switch (answer) {
      case 'result':
        return own?.ending === 'reply';
      case 'replay': {
        const first = this.runs.find((run) => run.requestId === replayOf(outcome)?.firstRequestId);
        const says = textsOf(outcome)[0] === `reply to ${first?.requestId}`;
        return first?.ending === 'reply' && first.id === sent.id && own === undefined && says;
      }
      case 'IN_PROGRESS unknown':
        return (
          own === undefined && others.some((other) => other.at > now - DEADLINE_MS && sameKey(other, sent))
        );
      case 'OUTCOME_UNKNOWN unknown':
        return own === undefined && others.length > 0;
      case 'IDEMPOTENCY_CONFLICT not_executed':
        return own === undefined && others.some((other) => other.args !== sent.args);
      case 'STATE_UNAVAILABLE not_executed':
        return own === undefined;
      case 'NOT_FOUND not_executed':
        return own?.ending === 'nothing';
      case 'INTERNAL unknown':
        return own?.ending === 'broken';
      case 'TIMED_OUT unknown':
        return own !== undefined;
      case 'OUTPUT_INVALID executed':
        return own ? own.ending === 'invalid' : this.runs.some((run) => run.id === sent.id);
      default:
        return false;
    }
  }

  /** Assertions inside handlers would be masked as errors of the tool: they are kept instead. */
  readonly violations: string[] = [];
  private broken(what: string): void {
    this.violations.push(what);
  }
}

/** The handler's 20 s and 5 s to write; this tool has no rule. A claim may begin 80 ms after its call. */
const DEADLINE_MS = 25_000 + 80;

function sameKey(a: Sending, b: Sending): boolean {
  return a.args === b.args;
}
