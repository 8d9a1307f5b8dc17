import { isToolError, transient } from '../tool-error';
import { CircuitOpen } from './circuit';
import { failureOf, leftNoTrace, reasonOf } from './failure';

/** What a call may have changed outside, and what may be said of its errors for that reason. */
export class Traces {
  private left = 0;

  /** Runs `send` now. Until it is certain that nothing came of it, a request that changes something left a trace. */
  async watch<Reply>(changes: boolean, send: () => Reply | Promise<Reply>): Promise<Reply> {
    if (!changes) return send();
    this.left++;
    try {
      return await send();
    } catch (error) {
      if (leftNoTrace(error)) this.left--;
      throw error;
    }
  }

  /**
   * What the handler is thrown. That nothing was changed is said of the whole call, so it is said only while no
   * request of it can have taken effect: not this one's earlier attempts, and not the one before it.
   */
  outward(name: string, attempts: number, error: unknown): unknown {
    const open = error instanceof CircuitOpen;
    const failure = open ? error : failureOf(error);
    if (this.left > 0) {
      const denies = open || (isToolError(error) && error.outcome === 'not_executed');
      return denies
        ? new Error(`${about(name, attempts, error)}, but ${UNCERTAIN}`, { cause: error })
        : error;
    }
    if (!failure || isToolError(error)) return error;
    return transient('Something that this tool depends on does not answer. Nothing was changed.', {
      retryAfterSeconds: failure.retryAfterSeconds,
      cause: new Error(about(name, attempts, error), { cause: error }),
    });
  }
}

const UNCERTAIN = 'something that this call sent before may have taken effect';

/** For the log: the reasons all the way down, because a stack shows the outermost only. */
function about(name: string, attempts: number, error: unknown): string {
  return `upstream '${name}', attempt ${attempts}: ${reasonOf(error)}`;
}
