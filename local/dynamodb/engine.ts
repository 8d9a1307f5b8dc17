import { DeskError, oneLine } from '../desk-error';
import { startDynalite } from './dynalite';
import { startDynoxide } from './dynoxide';

/** A DynamoDB-compatible server on loopback. What it holds is in memory. */
export interface Engine {
  readonly name: string;
  readonly url: string;
  /** What DynamoDB does and this does not, each in a few words. */
  readonly lacks: readonly string[];
  readonly timeToLive: boolean;
  stop(): Promise<void>;
}

/** Starts an engine; `undefined` when it is not installed here. */
export type StartEngine = () => Promise<Engine | undefined>;

/**
 * Starts the first engine that is installed, best first.
 *
 * @throws {DeskError} when there is none.
 */
export async function startEngine(
  engines: readonly StartEngine[] = [startDynoxide, startDynalite],
): Promise<Engine> {
  const failures: string[] = [];
  for (const start of engines) {
    try {
      const engine = await start();
      if (engine) return engine;
    } catch (error) {
      failures.push(oneLine(error));
    }
  }
  const why = failures.length > 0 ? ` (${failures.join('; ')})` : '';
  throw new DeskError(`No DynamoDB engine can be started here${why}. Install one: npm install dynalite`);
}
