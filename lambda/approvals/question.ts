import type { Call } from '../call';
import { prettyJson } from '../sanitize/escape-hidden';
import type { Ticket } from '../state/approvals/approvals';
import { stateOf } from './state';

/** What a client can put to the person in front of it, while a call waits for a decision. */
export interface Question {
  /** Comes back with the answer, as it is. */
  readonly state: string;
  /** For the person. */
  readonly message: string;
  /** Where it is decided. @default - there is no page */
  readonly link?: string;
  /** Whether what the person says in the client is a decision. */
  readonly decidesInClient: boolean;
}

/** What came back with a call that was sent again. Whatever sent it may have made it up. */
export interface Answer {
  readonly state: string;
  /** What the person said in the client; absent when they were asked no such question, or gave no answer. */
  readonly approves?: boolean;
}

export function questionOf({ tool }: Pick<Call, 'tool'>, ticket: Ticket, link: string | undefined): Question {
  const { name, approveInClient = false } = tool.manifest;
  return {
    state: stateOf(ticket),
    message: approveInClient
      ? `May this call of ${name} run?\n${prettyJson(ticket.arguments)}`
      : `A person has to approve this call of ${name}. The page shows it.`,
    ...(link !== undefined && { link }),
    decidesInClient: approveInClient,
  };
}
