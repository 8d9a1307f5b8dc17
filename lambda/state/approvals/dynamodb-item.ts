import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { APPROVAL_PARTITION, PARTITION_KEY, SORT_KEY, TTL_ATTRIBUTE } from '../../contract';
import { LOOKED_UP_MS, type Ticket, type TicketStatus } from './approvals';

type Item = Record<string, AttributeValue>;

/** Names that expressions use. Some are reserved words of their language: always used through `#`. */
export const NAMES = {
  '#pk': PARTITION_KEY,
  '#id': 'id',
  '#status': 'status',
  '#over': 'overAt',
  '#by': 'decidedBy',
  '#at': 'decidedAt',
  '#reason': 'reason',
} as const;

export function keyOf(key: string): Item {
  return { [PARTITION_KEY]: { S: APPROVAL_PARTITION }, [SORT_KEY]: { S: key } };
}

/** The table deletes it long after it is over: until then its decision can be looked up. */
export function toItem(ticket: Ticket): Item {
  const { id, key, stateKey, tool, subject, tenant, agent, requestId, status, decidedBy, decidedAt, reason } =
    ticket;
  return {
    ...keyOf(key),
    [NAMES['#id']]: { S: id },
    stateKey: { S: stateKey },
    tool: { S: tool },
    arguments: { S: ticket.arguments },
    subject: { S: subject },
    ...(tenant !== undefined && { tenant: { S: tenant } }),
    ...(agent !== undefined && { agent: { S: agent } }),
    requestId: { S: requestId },
    requestedAt: number(ticket.requestedAt),
    [NAMES['#over']]: number(ticket.expiresAt),
    [NAMES['#status']]: { S: status },
    ...(decidedBy !== undefined && { [NAMES['#by']]: { S: decidedBy } }),
    ...(decidedAt !== undefined && { [NAMES['#at']]: number(decidedAt) }),
    ...(reason !== undefined && { [NAMES['#reason']]: { S: reason } }),
    [TTL_ATTRIBUTE]: number(Math.ceil((ticket.expiresAt + LOOKED_UP_MS) / 1_000)),
  };
}

/** `undefined`: the item is not one that {@link toItem} wrote. */
export function toTicket(item: Item): Ticket | undefined {
  const text = (name: string): string | undefined => item[name]?.S;
  const [key, id, tool] = [text(SORT_KEY), text(NAMES['#id']), text('tool')];
  const [stateKey, asked] = [text('stateKey'), text('arguments')];
  const [subject, requestId] = [text('subject'), text('requestId')];
  const status = STATUSES.find((known) => known === text(NAMES['#status']));
  const [requestedAt, expiresAt] = [Number(item.requestedAt?.N), Number(item[NAMES['#over']]?.N)];
  if (key === undefined || id === undefined || tool === undefined) return undefined;
  if (stateKey === undefined || asked === undefined) return undefined;
  if (subject === undefined || requestId === undefined || status === undefined) return undefined;
  if (!Number.isFinite(requestedAt) || !Number.isFinite(expiresAt)) return undefined;
  const [tenant, agent] = [text('tenant'), text('agent')];
  const [decidedBy, reason] = [text(NAMES['#by']), text(NAMES['#reason'])];
  const decidedAt = Number(item[NAMES['#at']]?.N);
  return {
    id,
    key,
    stateKey,
    tool,
    arguments: asked,
    subject,
    requestId,
    requestedAt,
    expiresAt,
    status,
    ...(tenant !== undefined && { tenant }),
    ...(agent !== undefined && { agent }),
    ...(decidedBy !== undefined && { decidedBy }),
    ...(Number.isFinite(decidedAt) && { decidedAt }),
    ...(reason !== undefined && { reason }),
  };
}

const STATUSES: readonly TicketStatus[] = ['pending', 'approved', 'denied', 'used'];

export function number(value: number): AttributeValue {
  return { N: String(value) };
}
