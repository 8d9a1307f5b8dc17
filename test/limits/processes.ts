import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Rate } from '../../lambda/contract/rates';
import type { StateEngine } from '../support/state-engine';
import type { Admitted } from './bound';
import type { Finished, FromWorker, Start, ToWorker } from './messages';

export interface Load {
  readonly processes: number;
  readonly instances: number;
  readonly load: Start['load'];
  readonly rate: Rate;
  readonly lengthMs: number;
  readonly tickMs: number;
  readonly seed: number;
}

export interface Measured {
  readonly admitted: readonly Admitted[];
  readonly calls: number;
  /** Calls for which the store was asked. */
  readonly asked: number;
  /** Writes sent, those whose condition failed too. */
  readonly writes: number;
  readonly reads: number;
}

/** Runs processes against one table on one virtual clock, which moves when all of them are done with a moment. */
export async function drive(engine: StateEngine, load: Load): Promise<Measured> {
  const { limits: table } = await engine.createTables();
  const children = Array.from({ length: load.processes }, () =>
    fork(join(__dirname, 'worker.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }),
  );
  try {
    const shares = children.map((_, index) => share(load.instances, load.processes, index));
    await Promise.all(
      children.map((child, index) =>
        ask(child, {
          kind: 'start',
          url: engine.url,
          environment: engine.environment,
          table,
          rate: load.rate,
          seed: load.seed * 1_000 + index,
          instances: shares[index] ?? 0,
          load: load.load,
        }),
      ),
    );
    const admitted: Admitted[] = [];
    const start = Date.parse('2026-11-20T12:00:00Z');
    for (let now = start; now < start + load.lengthMs; now += load.tickMs) {
      const replies = await Promise.all(children.map((child) => ask(child, { kind: 'tick', now })));
      for (const reply of replies)
        if (reply.kind === 'ticked' && reply.admitted > 0) admitted.push({ at: now, cost: reply.admitted });
    }
    const finished = (await Promise.all(children.map((child) => ask(child, { kind: 'finish' })))).filter(
      (reply) => reply.kind === 'finished',
    );
    return measured(admitted, finished);
  } finally {
    for (const child of children) child.kill();
  }
}

function measured(admitted: readonly Admitted[], finished: readonly Finished[]): Measured {
  const failures = finished.flatMap((reply) => reply.failures);
  if (failures.length > 0) throw new Error(`the store failed ${failures.length} times: ${failures[0]}`);
  const sum = (pick: (reply: Finished) => number) =>
    finished.reduce((total, reply) => total + pick(reply), 0);
  return {
    admitted,
    calls: sum((reply) => reply.calls),
    asked: sum((reply) => reply.asked),
    writes: sum(({ commands }) => commands.UpdateItemCommand ?? 0),
    reads: sum(({ commands }) => commands.GetItemCommand ?? 0),
  };
}

function share(total: number, processes: number, index: number): number {
  return Math.floor((total + index) / processes);
}

async function ask(child: ChildProcess, message: ToWorker): Promise<FromWorker> {
  const settled = new AbortController();
  const reply = once(child, 'message', settled);
  const exit = once(child, 'exit', settled).then(() => {
    throw new Error('a worker process ended');
  });
  child.send(message);
  try {
    const [answer] = (await Promise.race([reply, exit])) as [FromWorker];
    return answer;
  } finally {
    exit.catch(() => undefined);
    reply.catch(() => undefined);
    settled.abort();
  }
}
