import { randomBytes } from 'node:crypto';
import { executionRecord, requestRecord } from '../approvals/approval-record';
import type { RecordApproval } from '../approvals/record-approval';
import { hasRoom } from '../approvals/room';
import { ticketKey } from '../approvals/ticket-key';
import { failed, type AcceptedCall, type Exchange, type Middleware } from '../call';
import { isoSeconds, type Clock } from '../clock';
import { withDeadline } from '../deadline';
import type { Note } from '../oauth/issuer';
import { logArguments } from '../sanitize/log-arguments';
import type { ApprovalStore, Ticket } from '../state/approvals/approvals';
import { ToolError } from '../tool-error';

export interface ApproveOptions {
  readonly store: ApprovalStore;
  readonly clock: Clock;
  /** Takes what happens to a ticket. */
  readonly record: RecordApproval;
  /** Where a person decides, for whoever waits. @default - the answer names the ticket only */
  readonly linkTo?: (ticketId: string, exchange: Exchange) => string;
}

/** From the question to the call: a person decides within it, and the agent sends the call again. */
const TICKET_MS = 30 * 60_000;
/** All that is asked of the store for one call. */
const STORE_MS = 2_000;
const NONCE_BYTES = 9;

/**
 * A person, who is not the agent, approved exactly this call. The approval is used up here, where the handler starts:
 * a call that is answered from its record needs none, and one with other arguments neither uses nor loses it.
 */
export function approve({ store, clock, record, linkTo }: ApproveOptions): Middleware<AcceptedCall> {
  return async function approveCall(call, next) {
    const { caller, requestId } = call.exchange;
    if (call.tool.manifest.approval === 'never' || !call.invocation.needsApproval(caller)) return next(call);
    let standing: Ticket | undefined | 'noRoom';
    try {
      standing = await withDeadline(clock, STORE_MS, () => stand(call));
    } catch (error) {
      call.exchange.line.add({ policy: 'approval' });
      return failed(unavailable(error));
    }
    if (standing === 'noRoom') {
      call.exchange.line.add({ policy: 'approval' });
      return failed(tooMany());
    }
    const { id, status, decidedBy } = standing;
    call.exchange.line.add({ ticket: id, approval: status, ...(decidedBy !== undefined && { decidedBy }) });
    const note: Note = (fields) => call.exchange.line.add(fields);
    if (status === 'used') {
      const outcome = await next(call);
      await record(executionRecord(standing, { outcome, requestId, at: clock.now() }), note);
      return outcome;
    }
    // Whoever asks the same again finds the ticket of an earlier request.
    if (status === 'pending' && standing.requestId === requestId) await record(requestRecord(standing), note);
    call.exchange.line.add({ policy: 'approval' });
    return failed(status === 'denied' ? denied(standing) : required(standing, linkTo?.(id, call.exchange)));
  };

  /** Answers `used` to one call alone: the one that may run. */
  async function stand(call: AcceptedCall): Promise<Ticket | 'noRoom'> {
    const { caller, requestId } = call.exchange;
    const { name, inputSchema } = call.tool.manifest;
    const key = ticketKey(call.tool, caller, call.arguments);
    const now = clock.now();
    const found = await store.find(key, now);
    if (found?.status === 'approved' && (await store.use(key, now))) return { ...found, status: 'used' };
    if (found?.status === 'pending' || found?.status === 'denied') return found;
    if (!hasRoom(await store.list(now), caller, name)) return 'noRoom';
    return store.ask({
      id: `${key}${randomBytes(NONCE_BYTES).toString('base64url')}`,
      key,
      tool: name,
      arguments: JSON.stringify(logArguments(call.arguments, inputSchema)),
      subject: caller.subject,
      ...(caller.tenant !== undefined && { tenant: caller.tenant }),
      ...(caller.agent !== undefined && { agent: caller.agent }),
      requestId,
      requestedAt: now,
      expiresAt: now + TICKET_MS,
      status: 'pending',
    });
  }
}

function required({ id, expiresAt }: Ticket, link: string | undefined): ToolError {
  const where = link === undefined ? '' : ` that it is decided at ${link}`;
  return new ToolError(
    'APPROVAL_REQUIRED',
    `A person has to approve this call before it runs: ticket ${id}, until ${isoSeconds(expiresAt)}. Nothing was changed. ` +
      `Tell the person you work for${where}, wait for the decision, then send exactly the same call again.`,
    { outcome: 'not_executed' },
  );
}

function denied({ reason }: Ticket): ToolError {
  const why = reason === undefined ? '' : ` The reason: ${reason}`;
  return new ToolError('APPROVAL_DENIED', `A person denied this call. Do not send it again.${why}`, {
    outcome: 'not_executed',
  });
}

function tooMany(): ToolError {
  return new ToolError(
    'RATE_LIMITED',
    'Too many calls wait for a person already. Wait until some are decided; ask for less.',
    { outcome: 'not_executed', retryAfterSeconds: 60 },
  );
}

function unavailable(cause: unknown): ToolError {
  return new ToolError(
    'STATE_UNAVAILABLE',
    'It cannot be checked right now whether a person approved this call. Nothing was changed.',
    { outcome: 'not_executed', retryAfterSeconds: 5, cause },
  );
}
