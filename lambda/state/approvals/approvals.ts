/** `used` once its call began: it approves no other. */
export type TicketStatus = 'pending' | 'approved' | 'denied' | 'used';

/** A question to a person: whether one caller may make one call with exactly these arguments. */
export interface Ticket {
  /** Begins with the key: whoever has the id finds the ticket. A question that is asked anew has another. */
  readonly id: string;
  /** Hash of tenant, caller, agent, tool and arguments: who asks the same again finds the same ticket. */
  readonly key: string;
  /** What its question in a client is signed with: 32 random bytes, as base64url. Never shown. */
  readonly stateKey: string;
  readonly tool: string;
  /** As JSON, without secrets and fields marked sensitive; at most 16,000 characters. */
  readonly arguments: string;
  readonly subject: string;
  readonly tenant?: string;
  /** The host that it was asked through. */
  readonly agent?: string;
  /** Leads to the line of the call that asked. */
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly requestedAt: number;
  /** From then on it approves nothing; milliseconds since the epoch. */
  readonly expiresAt: number;
  readonly status: TicketStatus;
  readonly decidedBy?: string;
  readonly decidedAt?: number;
  /** What whoever decided said of it. */
  readonly reason?: string;
}

/** What a person decided. */
export interface Decision {
  readonly id: string;
  readonly approve: boolean;
  readonly by: string;
  readonly reason?: string;
  readonly at: number;
}

/** What became of a decision: of several at once exactly one is taken. */
export type Decided =
  | { readonly kind: 'decided'; readonly ticket: Ticket }
  /** Somebody else was first, or its time is over. */
  | { readonly kind: 'tooLate'; readonly ticket: Ticket }
  | { readonly kind: 'unknown' };

/**
 * Where tickets are kept. Each promise holds over any number of instances; a ticket whose time is over is as good as
 * none, whether it was deleted or not.
 */
export interface ApprovalStore {
  /** Keeps the ticket unless one of its key is pending, approved or denied and not over; answers the one that stands. */
  ask(ticket: Ticket): Promise<Ticket>;
  /** Uses up an approved ticket, for one of all who try: answers whether this was the one. */
  use(key: string, now: number): Promise<boolean>;
  /** The ticket of a key that is not over. */
  find(key: string, now: number): Promise<Ticket | undefined>;
  /** Takes the first of all; one that is sent again, because its answer was lost, is the same decision. */
  decide(decision: Decision): Promise<Decided>;
  /** All that are not over, the oldest first. */
  list(now: number): Promise<readonly Ticket[]>;
}

/** All that is asked of the store for one call or one page waits so long. */
export const ANSWER_MS = 2_000;

/** A ticket that is over is kept so long: what became of it can still be looked up. */
export const LOOKED_UP_MS = 86_400_000;

/** Characters of the key in front of an id. */
export const KEY_CHARACTERS = 22;

export function keyOfId(id: string): string {
  return id.slice(0, KEY_CHARACTERS);
}

/** Whether a ticket stands as it does by this very decision. */
export function isDecidedBy(
  { status, decidedBy, decidedAt }: Ticket,
  { approve, by, at }: Decision,
): boolean {
  return decidedBy === by && decidedAt === at && approve === (status !== 'denied');
}

/** Sorts the oldest first. */
export function byAge(a: Ticket, b: Ticket): number {
  return a.requestedAt - b.requestedAt;
}
