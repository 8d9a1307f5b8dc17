import { connect, startStateEngine, type StateEngine } from '../support/state-engine';
import { startDynamoDbLocal } from './dynamodb-local';

/** Set by `run.ts` inside its network namespace, and nowhere else: the jar listens on all interfaces. */
export const INSIDE = 'DYNAMODB_LOCAL_INSIDE';

/** The engine of a suite: AWS's own where `run.ts` runs it, else the one that tests use everywhere. */
export async function startSuiteEngine(): Promise<StateEngine> {
  return process.env[INSIDE] === undefined ? startStateEngine() : connect(await startDynamoDbLocal());
}
