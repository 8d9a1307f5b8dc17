import { newTicket } from '../approvals/new-ticket';
import type { Answer, Question } from '../approvals/question';
import { denied, foreignAnswer, required, tooLong, tooMany, unavailable } from '../approvals/refusals';
import { hasRoom } from '../approvals/room';
import { isStateOf, stateOf } from '../approvals/state';
import { MOST_CHARACTERS, ticketArguments } from '../approvals/ticket-arguments';
import { ticketKey } from '../approvals/ticket-key';
import { failed, type AcceptedCall, type Middleware } from '../call';
import type { Clock } from '../clock';
import { withDeadline } from '../deadline';
import { prettyJson } from '../sanitize/escape-hidden';
import type { ApprovalStore, Ticket } from '../state/approvals/approvals';

export interface ApproveOptions {
  readonly store: ApprovalStore;
  readonly clock: Clock;
  /** Where a person decides, for whoever waits. @default - the answer names the ticket only */
  readonly linkTo?: (ticketId: string) => string;
}

/** All that is asked of the store for one call. */
const STORE_MS = 2_000;

/** How a call stands; `used` is answered to one call alone, the one that may run. */
type Standing =
  | { readonly kind: 'pending' | 'denied' | 'used'; readonly ticket: Ticket }
  | { readonly kind: 'noRoom'; readonly ticket?: undefined }
  | { readonly kind: 'foreignAnswer'; readonly ticket?: undefined }
  | { readonly kind: 'tooLong'; readonly ticket?: undefined; readonly characters: number };

/**
 * A person, who is not the agent, approved exactly this call. The approval is used up here, where the handler starts:
 * a call that is answered from its record needs none, and one with other arguments neither uses nor loses it.
 */
export function approve({ store, clock, linkTo }: ApproveOptions): Middleware<AcceptedCall> {
  return async function approveCall(call, next) {
    const { line, caller } = call.exchange;
    if (call.tool.manifest.approval === 'never' || !call.invocation.needsApproval(caller)) return next(call);
    let standing: Standing;
    try {
      standing = await withDeadline(clock, STORE_MS, () => stand(call));
    } catch (error) {
      line.add({ policy: 'approval' });
      return failed(unavailable(error));
    }
    const { kind, ticket } = standing;
    line.add({ ticket: ticket?.id, approval: kind, decidedBy: ticket?.decidedBy });
    if (kind === 'used') return next(call);
    line.add({ policy: 'approval' });
    if (kind === 'noRoom') return failed(tooMany());
    if (kind === 'tooLong') return failed(tooLong(standing.characters));
    if (kind === 'foreignAnswer') return failed(foreignAnswer());
    if (kind === 'denied') return failed(denied(ticket));
    return { ...failed(required(ticket, linkTo?.(ticket.id))), question: questionOf(call, ticket) };
  };

  async function stand(call: AcceptedCall): Promise<Standing> {
    const { caller } = call.exchange;
    const { name, inputSchema } = call.tool.manifest;
    const key = ticketKey(call.tool, caller, call.arguments);
    const now = clock.now();
    let found = await store.find(key, now);
    if (call.answer) {
      if (!found || !isStateOf(call.answer.state, found)) return { kind: 'foreignAnswer' };
      found = await answered(call, call.answer, found);
    }
    if (found?.status === 'approved' && (await store.use(key, now))) return { kind: 'used', ticket: found };
    if (found?.status === 'pending' || found?.status === 'denied')
      return { kind: found.status, ticket: found };
    const asked = ticketArguments(call.arguments, inputSchema);
    if (asked.length > MOST_CHARACTERS) return { kind: 'tooLong', characters: asked.length };
    if (!hasRoom(await store.list(now), caller, name)) return { kind: 'noRoom' };
    const ticket = await store.ask(newTicket(call, { key, arguments: asked, now }));
    return { kind: ticket.status === 'denied' ? 'denied' : 'pending', ticket };
  }

  /** The ticket after what the person in front of the client said, where that counts. */
  async function answered({ tool, exchange }: AcceptedCall, { approves }: Answer, ticket: Ticket) {
    const counts = tool.manifest.approveInClient === true && ticket.status === 'pending';
    if (!counts || approves === undefined) return ticket;
    const decided = await store.decide({
      id: ticket.id,
      approve: approves,
      by: `${exchange.caller.subject}, in their client`,
      ...(!approves && { reason: 'declined in the client' }),
      at: clock.now(),
    });
    return decided.kind === 'unknown' ? undefined : decided.ticket;
  }

  function questionOf({ tool }: AcceptedCall, ticket: Ticket): Question {
    const { name, approveInClient = false } = tool.manifest;
    const link = linkTo?.(ticket.id);
    return {
      state: stateOf(ticket),
      message: approveInClient
        ? `May this call of ${name} run?\n${prettyJson(ticket.arguments)}`
        : `A person has to approve this call of ${name}. The page shows it.`,
      ...(link !== undefined && { link }),
      decidesInClient: approveInClient,
    };
  }
}
