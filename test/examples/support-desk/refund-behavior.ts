import { MOST_REFUNDS } from '../../../examples/support-desk/tickets/refund-rule';
import { ticketViewSchema } from '../../../examples/support-desk/tickets/ticket-view';
import type { Ticket } from '../../../examples/support-desk/tickets/model';
import { getTicket } from '../../../examples/support-desk/tools/get-ticket';
import { issueRefund, refundReply } from '../../../examples/support-desk/tools/issue-refund';
import { call, handle } from './call';
import { putTicket } from './desk';

const LONG_AGO = '2020-01-01T00:00:00.000Z';
const reason = 'Damaged in transit';

const refundsOf = (count: number, amountCents: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => `refund-${index}`).map((id) => [
      id,
      { id, amountCents, reason, by: 'ana', at: LONG_AGO },
    ]),
  );

interface Refusal {
  readonly name: string;
  readonly ticket: Partial<Ticket> & { id: string };
  readonly code: string;
  readonly message: string;
}

const REFUSALS: readonly Refusal[] = [
  {
    name: 'no order',
    ticket: { id: 'T-NO-ORDER', order: undefined, refundableCents: 0 },
    code: 'CONFLICT',
    message: "Ticket 'T-NO-ORDER' is about no order, so there is nothing to refund.",
  },
  {
    name: 'final sale',
    ticket: { id: 'T-FINAL', order: { id: 'SO-9', amountCents: 10_000, finalSale: true } },
    code: 'BLOCKED',
    message: "Order SO-9 of ticket 'T-FINAL' was a final sale, which is never refunded.",
  },
  {
    name: 'closed long ago',
    ticket: { id: 'T-OLD', status: 'closed', closedAt: LONG_AGO },
    code: 'BLOCKED',
    message: "Ticket 'T-OLD' was closed on 2020-01-01; refunds are allowed until 30 days after that.",
  },
  {
    name: 'refunded in full',
    ticket: { id: 'T-DONE', refundableCents: 0 },
    code: 'CONFLICT',
    message: "Order SO-1 of ticket 'T-DONE' is refunded in full; nothing is left to refund.",
  },
  {
    name: 'more than is left',
    ticket: { id: 'T-MORE', refundableCents: 500 },
    code: 'CONFLICT',
    message:
      "Order SO-1 of ticket 'T-MORE' has 500 of 10000 cents left to refund, got 501; ask for 500 or less.",
  },
  {
    name: 'too many refunds',
    ticket: { id: 'T-MANY', refunds: refundsOf(MOST_REFUNDS, 100), refundableCents: 9_000 },
    code: 'CONFLICT',
    message: "Ticket 'T-MANY' has 10 refunds, which is the most it takes.",
  },
];

const read = async (ticketId: string) => ticketViewSchema.parse(await call(getTicket, { ticketId }));

export function refundBehavior(): void {
  test.each(REFUSALS)('refused by the rule and by the write: $name', async ({ ticket, code, message }) => {
    const { id, refundableCents } = await putTicket(ticket);
    const args = { ticketId: id, amountCents: 501, reason };
    const refusal = { code, message, outcome: 'not_executed' };
    await expect(call(issueRefund, args)).rejects.toMatchObject(refusal);
    await expect(handle(issueRefund, args)).rejects.toMatchObject(refusal);
    expect((await read(id)).refundableCents).toBe(refundableCents);
  });

  test('an absent ticket is not found', async () => {
    const args = { ticketId: 'T-0', amountCents: 1, reason };
    await expect(call(issueRefund, args)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(handle(issueRefund, args)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test.each([0, -5, 12.5])('an amount of %d cents is refused by the schema', async (amountCents) => {
    expect(await issueRefund.accept({ ticketId: 'T-1', amountCents, reason })).toMatchObject({
      accepted: false,
    });
  });

  test('a refund is kept and what is left falls, also shortly after closing', async () => {
    const { id } = await putTicket({ id: 'T-FINE', status: 'closed', closedAt: new Date().toISOString() });
    const reply = refundReply.parse(await call(issueRefund, { ticketId: id, amountCents: 2_500, reason }));
    expect(reply.refundableCents).toBe(7_500);
    expect(await read(id)).toMatchObject({
      refundableCents: 7_500,
      refunds: [{ id: reply.refundId, amountCents: 2_500, reason, by: 'ana', at: reply.createdAt }],
    });
  });

  test('20 refunds at once never exceed the order', async () => {
    const { id } = await putTicket({ id: 'T-RACE' });
    const settled = await Promise.allSettled(
      Array.from({ length: 20 }, () => handle(issueRefund, { ticketId: id, amountCents: 1_500, reason })),
    );
    const refused = settled.filter(({ status }) => status === 'rejected');
    const { refunds, refundableCents } = await read(id);
    expect(refunds).toHaveLength(6);
    expect(refunds.reduce((sum, { amountCents }) => sum + amountCents, 0)).toBe(9_000);
    expect(refundableCents).toBe(1_000);
    expect(refused).toHaveLength(14);
    expect(refused).toEqual(
      refused.map(() => ({ status: 'rejected', reason: expect.objectContaining({ code: 'CONFLICT' }) })),
    );
  });
}
