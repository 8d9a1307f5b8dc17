import {
  keyOfId,
  type ApprovalStore,
  type Decided,
  type Decision,
  type Ticket,
} from '../../lambda/state/approvals/approvals';

/** As much of a store as one process needs. */
export class TicketStore implements ApprovalStore {
  private readonly tickets = new Map<string, Ticket>();

  async ask(ticket: Ticket): Promise<Ticket> {
    const standing = await this.find(ticket.key, ticket.requestedAt);
    if (standing && standing.status !== 'used') return standing;
    this.tickets.set(ticket.key, ticket);
    return ticket;
  }

  async use(key: string, now: number): Promise<boolean> {
    const ticket = await this.find(key, now);
    if (ticket?.status !== 'approved') return false;
    this.tickets.set(key, { ...ticket, status: 'used' });
    return true;
  }

  async find(key: string, now: number): Promise<Ticket | undefined> {
    const ticket = this.tickets.get(key);
    return ticket && ticket.expiresAt > now ? ticket : undefined;
  }

  async decide({ id, approve, by, reason, at }: Decision): Promise<Decided> {
    const ticket = this.tickets.get(keyOfId(id));
    if (ticket?.id !== id) return { kind: 'unknown' };
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
    return [...this.tickets.values()]
      .filter(({ expiresAt }) => expiresAt > now)
      .toSorted((a, b) => a.requestedAt - b.requestedAt);
  }
}
