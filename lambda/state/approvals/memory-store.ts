import {
  LOOKED_UP_MS,
  byAge,
  isDecidedBy,
  keyOfId,
  type ApprovalStore,
  type Decided,
  type Decision,
  type Ticket,
} from './approvals';

/** How many questions between two looks for what nobody looks up any more. */
const SWEEP_EVERY = 100;

/** For one process: what it holds is lost with it, and no other process sees it. */
export class MemoryApprovalStore implements ApprovalStore {
  private readonly tickets = new Map<string, Ticket>();
  private asked = 0;

  /** Tickets held, those that are over included. */
  get size(): number {
    return this.tickets.size;
  }

  async ask(ticket: Ticket): Promise<Ticket> {
    this.asked += 1;
    if (this.asked % SWEEP_EVERY === 0) this.sweep(ticket.requestedAt);
    const standing = this.standing(ticket.key, ticket.requestedAt);
    if (standing && standing.status !== 'used') return standing;
    this.tickets.set(ticket.key, ticket);
    return ticket;
  }

  async use(key: string, now: number): Promise<boolean> {
    const ticket = this.standing(key, now);
    if (ticket?.status !== 'approved') return false;
    this.tickets.set(key, { ...ticket, status: 'used' });
    return true;
  }

  async find(key: string, now: number): Promise<Ticket | undefined> {
    return this.standing(key, now);
  }

  async decide(decision: Decision): Promise<Decided> {
    const { id, approve, by, reason, at } = decision;
    const ticket = this.tickets.get(keyOfId(id));
    if (ticket?.id !== id) return { kind: 'unknown' };
    if (isDecidedBy(ticket, decision)) return { kind: 'decided', ticket };
    if (ticket.status !== 'pending' || ticket.expiresAt <= at) return { kind: 'tooLate', ticket };
    const decided: Ticket = {
      ...ticket,
      status: approve ? 'approved' : 'denied',
      decidedBy: by,
      decidedAt: at,
      ...(reason !== undefined && { reason }),
    };
    this.tickets.set(ticket.key, decided);
    return { kind: 'decided', ticket: decided };
  }

  async list(now: number): Promise<readonly Ticket[]> {
    return [...this.tickets.values()].filter(({ expiresAt }) => expiresAt > now).toSorted(byAge);
  }

  private standing(key: string, now: number): Ticket | undefined {
    const ticket = this.tickets.get(key);
    return ticket && ticket.expiresAt > now ? ticket : undefined;
  }

  private sweep(now: number): void {
    for (const [key, { expiresAt }] of this.tickets)
      if (expiresAt + LOOKED_UP_MS <= now) this.tickets.delete(key);
  }
}
