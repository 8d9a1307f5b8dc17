import { blocked, conflict, type ToolError } from 'cdk-mcp-service/tools';
import type { Ticket } from './model';

/** After this, the books of the order are shut. */
export const REFUND_DAYS_AFTER_CLOSING = 30;
export const MOST_REFUNDS = 10;

/** Closed before this moment is closed for too long. */
export function oldestClosing(now: Date): string {
  return new Date(now.getTime() - REFUND_DAYS_AFTER_CLOSING * 86_400_000).toISOString();
}

/** Why this refund is refused; nothing when it is fine. */
export function refundRefusal(ticket: Ticket, amountCents: number, now: Date): ToolError | undefined {
  const { id, order, refundableCents, closedAt, refunds } = ticket;
  if (!order) return conflict(`Ticket '${id}' is about no order, so there is nothing to refund.`);
  if (order.finalSale) {
    return blocked(`Order ${order.id} of ticket '${id}' was a final sale, which is never refunded.`);
  }
  if (closedAt !== undefined && closedAt < oldestClosing(now)) {
    return blocked(
      `Ticket '${id}' was closed on ${closedAt.slice(0, 10)}; refunds are allowed until ${REFUND_DAYS_AFTER_CLOSING} days after that.`,
    );
  }
  if (refundableCents === 0) {
    return conflict(`Order ${order.id} of ticket '${id}' is refunded in full; nothing is left to refund.`);
  }
  if (amountCents > refundableCents) {
    return conflict(
      `Order ${order.id} of ticket '${id}' has ${refundableCents} of ${order.amountCents} cents left to refund, got ${amountCents}; ask for ${refundableCents} or less.`,
    );
  }
  if (Object.keys(refunds).length >= MOST_REFUNDS) {
    return conflict(`Ticket '${id}' has ${MOST_REFUNDS} refunds, which is the most it takes.`);
  }
  return undefined;
}
