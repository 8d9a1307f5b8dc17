import { tool } from 'cdk-mcp-service/tools';
import { z } from 'zod';
import { assertRefundable, issueRefund as issue } from '../tickets/refunds';
import { ticketId } from './ticket-id';

export const refundReply = z.object({
  ticketId: z.string(),
  refundId: z.string(),
  amountCents: z.int(),
  refundableCents: z.int().describe('What is left of the order after this refund.'),
  createdAt: z.string(),
});

export const issueRefund = tool({
  title: 'Issue a refund',
  description:
    'Pay money back for the order that a ticket is about. It cannot be taken back. get_ticket shows how much is left to refund.',
  effect: 'destructive',
  input: z.object({
    ticketId,
    amountCents: z.int().min(1).max(10_000_000).describe('Whole US cents: 1250 is $12.50.'),
    reason: z.string().min(3).max(200).describe('Why, for the books.'),
  }),
  output: refundReply,
  check: ({ ticketId: id, amountCents }, { signal }) => assertRefundable(id, amountCents, signal),
  async handler({ ticketId: id, amountCents, reason }, { caller, signal, log }) {
    const request = { ticketId: id, amountCents, reason, by: caller.subject };
    const { refund, refundableCents } = await issue(request, signal);
    log.info('refund issued', { ticketId: id, refundId: refund.id, amountCents, refundableCents });
    return { ticketId: id, refundId: refund.id, amountCents, refundableCents, createdAt: refund.at };
  },
});
