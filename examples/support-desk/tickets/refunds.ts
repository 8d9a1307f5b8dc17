import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conflict } from 'cdk-mcp-service/tools';
import type { TicketRefund } from './model';
import { readTicket } from './read';
import { MOST_REFUNDS, oldestClosing, refundRefusal } from './refund-rule';
import { tableClient, tableName, ticketKey } from './table';

interface RefundRequest {
  readonly ticketId: string;
  readonly amountCents: number;
  readonly reason: string;
  readonly by: string;
}

export interface IssuedRefund {
  readonly refund: TicketRefund;
  readonly refundableCents: number;
}

/** @throws the reason for which a refund like this is refused now. */
export async function assertRefundable(
  ticketId: string,
  amountCents: number,
  signal: AbortSignal,
): Promise<void> {
  const refusal = refundRefusal(await readTicket(ticketId, signal), amountCents, new Date());
  if (refusal) throw refusal;
}

/**
 * The rule once more, as the condition of one atomic write: of many refunds at once, the table itself
 * lets through no more than the order is worth.
 */
export async function issueRefund(request: RefundRequest, signal: AbortSignal): Promise<IssuedRefund> {
  const { ticketId, amountCents, reason, by } = request;
  const now = new Date();
  const refund = { id: `refund-${randomUUID()}`, amountCents, reason, by, at: now.toISOString() };
  try {
    const { Attributes } = await tableClient().send(
      new UpdateCommand({
        TableName: tableName(),
        Key: ticketKey(ticketId),
        ConditionExpression: [
          'attribute_not_exists(refunds.#id)',
          'refundableCents >= :amount',
          '#order.finalSale = :no',
          'size(refunds) < :most',
          '(attribute_not_exists(closedAt) OR closedAt >= :oldest)',
        ].join(' AND '),
        UpdateExpression:
          'SET refunds.#id = :refund, refundableCents = refundableCents - :amount, updatedAt = :now',
        ExpressionAttributeNames: { '#id': refund.id, '#order': 'order' },
        ExpressionAttributeValues: {
          ':refund': refund,
          ':amount': amountCents,
          ':no': false,
          ':most': MOST_REFUNDS,
          ':oldest': oldestClosing(now),
          ':now': refund.at,
        },
        ReturnValues: 'ALL_NEW',
      }),
      { abortSignal: signal },
    );
    return { refund, refundableCents: Number(Attributes?.refundableCents) };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    const ticket = await readTicket(ticketId, signal);
    // The SDK sent it twice: the first one is the refund.
    if (refund.id in ticket.refunds) return { refund, refundableCents: ticket.refundableCents };
    throw (
      refundRefusal(ticket, amountCents, now) ??
      conflict(`Ticket '${ticketId}' changed meanwhile; read it and decide again.`)
    );
  }
}
