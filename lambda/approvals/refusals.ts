import { isoSeconds } from '../clock';
import type { Ticket } from '../state/approvals/approvals';
import { ToolError } from '../tool-error';
import { MOST_CHARACTERS } from './ticket-arguments';

/** @param link - Where it is decided; without one, whoever runs the service knows. */
export function required({ id, expiresAt }: Ticket, link: string | undefined): ToolError {
  const where = link === undefined ? '' : ` that it is decided at ${link}`;
  return new ToolError(
    'APPROVAL_REQUIRED',
    `A person has to approve this call before it runs: ticket ${id}, until ${isoSeconds(expiresAt)}. Nothing was changed. ` +
      `Tell the person you work for${where}, wait for the decision, then send exactly the same call again.`,
    { outcome: 'not_executed' },
  );
}

export function denied({ reason }: Ticket): ToolError {
  const why = reason === undefined ? '' : ` The reason: ${reason}`;
  return new ToolError('APPROVAL_DENIED', `A person denied this call. Do not send it again.${why}`, {
    outcome: 'not_executed',
  });
}

export function tooMany(): ToolError {
  return new ToolError(
    'RATE_LIMITED',
    'Too many calls wait for a person already. Wait until some are decided; ask for less.',
    { outcome: 'not_executed', retryAfterSeconds: 60 },
  );
}

export function tooLong(characters: number): ToolError {
  return new ToolError(
    'INVALID_ARGUMENTS',
    `A person has to approve this call and read its arguments first: they take ${characters} characters, ` +
      `${MOST_CHARACTERS} are allowed. Nothing was changed. Do less in one call.`,
    { outcome: 'not_executed' },
  );
}

export function foreignAnswer(): ToolError {
  return new ToolError(
    'INVALID_ARGUMENTS',
    'The requestState is not of a question about this call that still stands: it was changed, is of another call, or its ' +
      'time is over. Nothing was changed. Send the call again without requestState and inputResponses.',
    { outcome: 'not_executed' },
  );
}

export function unavailable(cause: unknown): ToolError {
  return new ToolError(
    'STATE_UNAVAILABLE',
    'It cannot be checked right now whether a person approved this call. Nothing was changed.',
    { outcome: 'not_executed', retryAfterSeconds: 5, cause },
  );
}
