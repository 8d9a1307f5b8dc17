import { z } from 'zod';

export const TICKET_STATUSES = ['open', 'pending', 'resolved', 'closed'] as const;
export const TICKET_PRIORITIES = ['low', 'normal', 'high'] as const;

export const ticketStatus = z.enum(TICKET_STATUSES);

export const noteSchema = z.object({
  id: z.string(),
  text: z.string(),
  by: z.string(),
  at: z.string(),
});

export const refundSchema = z.object({
  id: z.string(),
  amountCents: z.int(),
  reason: z.string(),
  by: z.string(),
  at: z.string(),
});

/** What a list shows of a ticket. The index by status holds these fields and no more. */
export const ticketRowSchema = z.object({
  id: z.string(),
  status: ticketStatus,
  priority: z.enum(TICKET_PRIORITIES),
  subject: z.string(),
  product: z.string(),
  customer: z.object({ name: z.string(), email: z.string() }),
  order: z.object({ id: z.string(), amountCents: z.int(), finalSale: z.boolean() }).optional(),
  /** What is left of the order's amount. It only ever falls, and never below zero. */
  refundableCents: z.int(),
  openedAt: z.string(),
});

/** Notes and refunds are kept by id, so that a write which the SDK sends twice is still one entry. */
export const ticketSchema = ticketRowSchema.extend({
  body: z.string(),
  updatedAt: z.string(),
  closedAt: z.string().optional(),
  notes: z.record(z.string(), noteSchema),
  refunds: z.record(z.string(), refundSchema),
});

export type TicketStatus = z.infer<typeof ticketStatus>;
export type TicketNote = z.infer<typeof noteSchema>;
export type TicketRefund = z.infer<typeof refundSchema>;
export type TicketRow = z.infer<typeof ticketRowSchema>;
export type Ticket = z.infer<typeof ticketSchema>;
