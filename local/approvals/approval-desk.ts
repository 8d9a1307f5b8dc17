import type { RequestListener } from 'node:http';
import { oneLine } from '../desk-error';
import type { Engine } from '../dynamodb/engine';
import { refuse } from '../endpoint/upstream';
import type { LocalPool } from '../stand-ins/cognito/local-pool';

export interface ApprovalDeskOptions {
  /** Origin of the desk's endpoint. */
  readonly endpoint: string;
  readonly serviceName: string;
  readonly engine: Pick<Engine, 'url'>;
  /** Where the tickets are. */
  readonly tableName: string;
  /** Plays the pool of the approver. */
  readonly pool: LocalPool;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Called with each line of its log. */
  readonly onLine: (line: string) => void;
}

/**
 * The approval page of a desk on which nobody else logs in. It opens with the first visit, so that nobody waits for
 * it who does not need it.
 */
export function createApprovalDesk(options: ApprovalDeskOptions): RequestListener {
  let opening: Promise<RequestListener> | undefined;
  return (request, response) => {
    // What the page is made of takes a third of a second to load.
    opening ??= import('./desk-page.js').then(({ openDeskPage }) => openDeskPage(options));
    opening.then(
      (answer) => answer(request, response),
      (error: unknown) => {
        opening = undefined;
        refuse(response, 503, `The approval page does not open: ${oneLine(error)}`);
      },
    );
  };
}
