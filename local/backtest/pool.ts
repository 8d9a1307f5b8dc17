import { fork, type ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { extname, join } from 'node:path';
import { DeskError } from '../desk-error';
import { endWithThisProcess } from '../server/child';
import type { Experiment, Observation } from './experiment';
import type { ServiceUnderTest } from './service-under-test';

const WORKER = join(__dirname, `worker${extname(__filename)}`);
const MOST_WORKERS = 8;

/** Runs experiments side by side, in one process a processor. @returns what was observed, in their order. */
export async function observeAll(
  service: ServiceUnderTest,
  experiments: readonly Experiment[],
): Promise<readonly Observation[]> {
  const observations: Observation[] = [];
  let next = 0;
  const work = (worker: ChildProcess): Promise<void> =>
    new Promise((resolve, reject) => {
      let index = -1;
      const give = (): void => {
        index = next++;
        const experiment = experiments[index];
        if (experiment) worker.send({ experiment });
        else worker.disconnect();
      };
      worker.on('message', (observation: Observation) => {
        observations[index] = observation;
        give();
      });
      worker.once('error', reject);
      worker.once('exit', (code) =>
        index >= experiments.length ? resolve() : reject(failed(code, experiments[index])),
      );
      worker.send({ service });
      give();
    });
  const count = Math.min(availableParallelism(), MOST_WORKERS, experiments.length);
  const workers = Array.from({ length: count }, () => fork(WORKER));
  workers.forEach(endWithThisProcess);
  try {
    await Promise.all(workers.map(work));
  } finally {
    for (const worker of workers) worker.kill();
  }
  return observations;
}

function failed(code: number | null, experiment: Experiment | undefined): DeskError {
  const { id = '', seed = 0, callsAnHour = 0 } = experiment ?? {};
  return new DeskError(`The simulation of ${id}, seed ${seed}, ${callsAnHour} calls/h ended with ${code}.`);
}
