import {
  decisionRecord,
  executionRecord,
  requestRecord,
  type MadeDecision,
} from '../approvals/approval-record';
import { newTicket } from '../approvals/new-ticket';
import { asksOf } from '../approvals/asking';
import { decideInClient } from '../approvals/decide-in-client';
import { questionOf } from '../approvals/question';
import type { RecordApproval } from '../approvals/record-approval';
import { denied, foreignAnswer, required, tooLong, tooMany, unavailable } from '../approvals/refusals';
import { hasRoom } from '../approvals/room';
import { isStateOf } from '../approvals/state';
import { MOST_CHARACTERS, ticketArguments } from '../approvals/ticket-arguments';
import { ticketKey } from '../approvals/ticket-key';
import { failed, type AcceptedCall, type Middleware } from '../call';
import type { Clock } from '../clock';
import { withDeadline } from '../deadline';
import type { Note } from '../oauth/issuer';
import type { Limiter } from '../limits/limiter';
import { ANSWER_MS, type ApprovalStore, type Ticket } from '../state/approvals/approvals';

export interface ApproveOptions {
  readonly store: ApprovalStore;
  /** Counts how often people are asked. */
  readonly limiter: Limiter;
  readonly clock: Clock;
  /** Takes what happens to a ticket. */
  readonly record: RecordApproval;
  /** Where a person decides, for whoever waits. @default - the answer names the ticket only */
  readonly linkTo?: (ticketId: string) => string;
}

/** How a call stands; `used` is answered to one call alone, the one that may run. */
type Standing =
  | {
      readonly kind: 'pending' | 'denied' | 'used';
      readonly ticket: Ticket;
      /** What the person said in the client, where that was a decision. */
      readonly made?: MadeDecision;
    }
  | { readonly kind: 'noRoom'; readonly ticket?: undefined }
  | { readonly kind: 'foreignAnswer'; readonly ticket?: undefined }
  | { readonly kind: 'tooLong'; readonly ticket?: undefined; readonly characters: number };

/**
 * A person, who is not the agent, approved exactly this call. The approval is used up here, where the handler starts:
 * a call that is answered from its record needs none, and one with other arguments neither uses nor loses it.
 */
export function approve({ store, limiter, clock, record, linkTo }: ApproveOptions): Middleware<AcceptedCall> {
  return async function approveCall(call, next) {
    const { line, caller, requestId } = call.exchange;
    if (call.tool.manifest.approval === 'never' || !call.invocation.needsApproval(caller)) return next(call);
    let standing: Standing;
    try {
      standing = await withDeadline(clock, ANSWER_MS, () => stand(call));
    } catch (error) {
      line.add({ policy: 'approval' });
      return failed(unavailable(error));
    }
    const { kind, ticket } = standing;
    line.add({ ticket: ticket?.id, approval: kind, decidedBy: ticket?.decidedBy });
    const note: Note = (fields) => line.add(fields);
    if (ticket && standing.made) await record(decisionRecord(standing.made), note);
    if (kind === 'used') {
      const outcome = await next(call);
      await record(executionRecord(ticket, { outcome, requestId, at: clock.now() }), note);
      return outcome;
    }
    line.add({ policy: 'approval' });
    if (kind === 'noRoom') return failed(tooMany());
    if (kind === 'tooLong') return failed(tooLong(standing.characters));
    if (kind === 'foreignAnswer') return failed(foreignAnswer());
    if (kind === 'denied') return failed(denied(ticket));
    // Whoever asks the same again finds the ticket of an earlier request.
    if (ticket.requestId === requestId) await record(requestRecord(ticket), note);
    const link = linkTo?.(ticket.id);
    return { ...failed(required(ticket, link)), question: questionOf(call, ticket, link) };
  };

  async function stand(call: AcceptedCall): Promise<Standing> {
    const { caller } = call.exchange;
    const { name, inputSchema } = call.tool.manifest;
    const key = ticketKey(call.tool, caller, call.arguments);
    const now = clock.now();
    let found = await store.find(key, now);
    let made: MadeDecision | undefined;
    if (call.answer) {
      if (!found || !isStateOf(call.answer.state, found)) return { kind: 'foreignAnswer' };
      made = await decideInClient({ store, clock }, { ...call, answer: call.answer }, found);
      if (made) found = made.decided.ticket;
    }
    if (found?.status === 'approved' && (await store.use(key, now)))
      return { kind: 'used', ticket: found, made };
    if (found?.status === 'pending' || found?.status === 'denied')
      return { kind: found.status, ticket: found, made };
    const asked = ticketArguments(call.arguments, inputSchema);
    if (asked.length > MOST_CHARACTERS) return { kind: 'tooLong', characters: asked.length };
    if (!hasRoom(await store.list(now), caller, name)) return { kind: 'noRoom' };
    const admission = await limiter.take(asksOf(caller, name), 'deny');
    if (admission.kind === 'unavailable') throw admission.failure;
    if (admission.kind === 'refused') {
      // Of many that ask the same at once, one asked.
      const other = await store.find(key, now);
      return other?.status === 'pending' ? { kind: 'pending', ticket: other } : { kind: 'noRoom' };
    }
    const ticket = await store.ask(newTicket(call, { key, arguments: asked, now }));
    return { kind: ticket.status === 'denied' ? 'denied' : 'pending', ticket };
  }
}
