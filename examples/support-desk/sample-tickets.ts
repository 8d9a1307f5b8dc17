import { Random } from './random';
import {
  AGENTS,
  CLOSINGS,
  FIRST_NAMES,
  GIFT_CARD,
  LAST_NAMES,
  NO_PRODUCT,
  PLACES,
  PRODUCTS,
  SCENARIOS,
  type Scenario,
} from './sample-texts';
import type { Ticket, TicketNote, TicketRefund, TicketStatus } from './tickets/model';

/** The moment at which the samples are looked at: all of them were opened in the 180 days before. */
export const SAMPLE_DATE = new Date('2026-11-01T09:00:00.000Z');

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const FIRST_NUMBER = 1_001;

/** The same tickets for the same count, every time. Older tickets have lower numbers and are further along. */
export function sampleTickets(count = 300): Ticket[] {
  const random = new Random(20_261_101);
  const spacing = (180 * DAY) / count;
  return Array.from({ length: count }, (_, index) => {
    const openedAt = SAMPLE_DATE.getTime() - (count - index) * spacing + random.between(0, spacing - MINUTE);
    return sampleTicket(`T-${FIRST_NUMBER + index}`, openedAt, random);
  });
}

function sampleTicket(id: string, openedAt: number, random: Random): Ticket {
  const scenario = random.pick(SCENARIOS);
  const status = sampleStatus(SAMPLE_DATE.getTime() - openedAt, random);
  const product = sampleProduct(scenario, random);
  const order = product && {
    id: `SO-${random.between(500_000, 599_999)}`,
    amountCents: product.cents * (random.chance(0.15) ? 2 : 1) + random.pick([0, 0, 495, 995]),
    finalSale: scenario.about === 'gift card',
  };
  const fill = filler(product?.name ?? NO_PRODUCT, order?.id ?? '', random);
  const settledAt = Math.min(openedAt + random.between(DAY, 9 * DAY), SAMPLE_DATE.getTime());
  const isSettled = status === 'resolved' || status === 'closed';
  const notes =
    isSettled || random.chance(0.4) ? sampleNotes(id, scenario, openedAt, settledAt, fill, random) : [];
  const refund =
    order && isSettled && random.chance(0.6)
      ? sampleRefund(id, scenario, order.amountCents, settledAt, random)
      : undefined;
  const closedAt = status === 'closed' ? iso(settledAt) : undefined;
  return {
    id,
    status,
    priority: scenario.priority,
    subject: fill(scenario.subject),
    body: `Hello,\n\n${fill(scenario.body)} ${random.pick(CLOSINGS)}`,
    product: product?.name ?? NO_PRODUCT,
    customer: sampleCustomer(random),
    ...(order && { order }),
    refundableCents: (order?.amountCents ?? 0) - (refund?.amountCents ?? 0),
    openedAt: iso(openedAt),
    updatedAt: closedAt ?? refund?.at ?? notes.at(-1)?.at ?? iso(openedAt),
    ...(closedAt && { closedAt }),
    notes: byId(notes),
    refunds: byId(refund ? [refund] : []),
  };
}

/** Young tickets are mostly open, old ones mostly closed. */
function sampleStatus(age: number, random: Random): TicketStatus {
  if (age < 10 * DAY) return random.pick(['open', 'open', 'pending']);
  if (age < 60 * DAY)
    return random.pick(['open', 'open', 'pending', 'pending', 'resolved', 'resolved', 'closed']);
  return random.pick(['open', 'pending', 'resolved', 'resolved', 'closed', 'closed', 'closed', 'closed']);
}

function sampleProduct({ about }: Scenario, random: Random) {
  if (about === 'account') return undefined;
  return about === 'gift card' ? GIFT_CARD : random.pick(PRODUCTS);
}

function sampleCustomer(random: Random) {
  const first = random.pick(FIRST_NAMES);
  const last = random.pick(LAST_NAMES);
  return { name: `${first} ${last}`, email: `${first}.${last}@example.com`.toLowerCase() };
}

function sampleNotes(
  ticketId: string,
  scenario: Scenario,
  from: number,
  to: number,
  fill: (text: string) => string,
  random: Random,
): TicketNote[] {
  const texts = random.chance(0.3)
    ? ['Asked the customer for the order number.', scenario.note]
    : [scenario.note];
  const step = (to - from) / (texts.length + 1);
  return texts.map((text, index) => ({
    id: `note-${ticketId}-${index + 1}`,
    text: fill(text),
    by: random.pick(AGENTS),
    at: iso(from + step * (index + 1)),
  }));
}

function sampleRefund(
  ticketId: string,
  { refund }: Scenario,
  orderCents: number,
  settledAt: number,
  random: Random,
): TicketRefund | undefined {
  if (!refund) return undefined;
  const amountCents = random.chance(0.6) ? orderCents : Math.round((orderCents * random.between(2, 8)) / 10);
  return {
    id: `refund-${ticketId}-1`,
    amountCents,
    reason: refund,
    by: random.pick(AGENTS),
    at: iso(settledAt - 30 * MINUTE),
  };
}

function filler(product: string, order: string, random: Random): (text: string) => string {
  const values: Readonly<Record<string, string>> = {
    product,
    order,
    days: String(random.between(2, 21)),
    place: random.pick(PLACES),
  };
  return (text) => text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

function byId<Entry extends { id: string }>(entries: readonly Entry[]): Record<string, Entry> {
  return Object.fromEntries(entries.map((entry) => [entry.id, entry]));
}

function iso(time: number): string {
  return new Date(Math.round(time)).toISOString();
}
