import type {
  AttributeValue,
  DynamoDBClient,
  QueryCommandOutput,
  UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { APPROVAL_PARTITION } from '../../contract';
import {
  byAge,
  isDecidedBy,
  keyOfId,
  type ApprovalStore,
  type Decided,
  type Decision,
  type Ticket,
} from './approvals';
import { NAMES, keyOf, number, toItem, toTicket } from './dynamodb-item';

type Item = Record<string, AttributeValue>;
type Sdk = typeof import('@aws-sdk/client-dynamodb');
/** `item`: as it is now where it was written, as it was where not, if the engine says so. */
interface Written {
  readonly done: boolean;
  readonly item?: Item;
}

/** A ticket can be used up between the refusal and the look at it, where the refusal does not carry it. */
const ASK_ROUNDS = 3;

/** One item a ticket, single-item conditional writes, consistent reads. Needs Query, Get, Put and Update. */
export class DynamoDbApprovalStore implements ApprovalStore {
  private sdk?: Promise<Sdk>;

  constructor(
    private readonly client: () => Promise<DynamoDBClient>,
    private readonly table: string,
  ) {}

  async ask(ticket: Ticket): Promise<Ticket> {
    for (let round = 0; round < ASK_ROUNDS; round += 1) {
      const written = await this.put(ticket);
      if (written.done) return ticket;
      const standing = written.item
        ? readable(written.item)
        : await this.find(ticket.key, ticket.requestedAt);
      if (standing && standing.status !== 'used') return standing;
    }
    throw new Error('The ticket of a call changed faster than it could be read.');
  }

  async use(key: string, now: number): Promise<boolean> {
    const { done } = await this.update({
      Key: keyOf(key),
      UpdateExpression: 'SET #status = :used',
      ConditionExpression: '#status = :approved AND #over > :now',
      ExpressionAttributeNames: names('#status', '#over'),
      ExpressionAttributeValues: {
        ':used': { S: 'used' },
        ':approved': { S: 'approved' },
        ':now': number(now),
      },
    });
    return done;
  }

  async find(key: string, now: number): Promise<Ticket | undefined> {
    const item = await this.read(key);
    const ticket = item && readable(item);
    return ticket && ticket.expiresAt > now ? ticket : undefined;
  }

  async decide(decision: Decision): Promise<Decided> {
    const { id, approve, by, reason, at } = decision;
    const key = keyOfId(id);
    const said = reason === undefined ? '' : ', #reason = :reason';
    const written = await this.update({
      Key: keyOf(key),
      UpdateExpression: `SET #status = :status, #by = :by, #at = :at${said}`,
      ConditionExpression: '#status = :pending AND #id = :id AND #over > :at',
      ExpressionAttributeNames: names('#status', '#by', '#at', '#id', '#over', ...(said ? REASON : [])),
      ExpressionAttributeValues: {
        ':status': { S: approve ? 'approved' : 'denied' },
        ':pending': { S: 'pending' },
        ':id': { S: id },
        ':by': { S: by },
        ':at': number(at),
        ...(reason !== undefined && { ':reason': { S: reason } }),
      },
      ReturnValues: 'ALL_NEW',
    });
    const item = written.item ?? (await this.read(key));
    const ticket = item && readable(item);
    if (ticket?.id !== id) return { kind: 'unknown' };
    // The SDK tries again by itself: an earlier try may have gone through, and only its answer was lost.
    return { kind: written.done || isDecidedBy(ticket, decision) ? 'decided' : 'tooLate', ticket };
  }

  async list(now: number): Promise<readonly Ticket[]> {
    const [{ QueryCommand }, client] = await Promise.all([this.load(), this.client()]);
    const tickets: Ticket[] = [];
    let from: QueryCommandOutput['LastEvaluatedKey'];
    do {
      const { Items = [], LastEvaluatedKey }: QueryCommandOutput = await client.send(
        new QueryCommand({
          TableName: this.table,
          KeyConditionExpression: '#pk = :pk',
          ExpressionAttributeNames: names('#pk'),
          ExpressionAttributeValues: { ':pk': { S: APPROVAL_PARTITION } },
          ConsistentRead: true,
          ExclusiveStartKey: from,
        }),
      );
      // What does not read as a ticket was not written here, and hides none that was.
      tickets.push(...Items.flatMap((item) => toTicket(item) ?? []));
      from = LastEvaluatedKey;
    } while (from);
    return tickets.filter(({ expiresAt }) => expiresAt > now).toSorted(byAge);
  }

  private async read(key: string): Promise<Item | undefined> {
    const [{ GetItemCommand }, client] = await Promise.all([this.load(), this.client()]);
    const request = { TableName: this.table, Key: keyOf(key), ConsistentRead: true };
    return (await client.send(new GetItemCommand(request))).Item;
  }

  private async put(ticket: Ticket): Promise<Written> {
    const [{ PutItemCommand }, client] = await Promise.all([this.load(), this.client()]);
    const request = new PutItemCommand({
      TableName: this.table,
      Item: toItem(ticket),
      ConditionExpression: 'attribute_not_exists(#pk) OR #status = :used OR #over <= :now',
      ExpressionAttributeNames: names('#pk', '#status', '#over'),
      ExpressionAttributeValues: { ':used': { S: 'used' }, ':now': number(ticket.requestedAt) },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    return this.written(client.send(request).then(() => undefined));
  }

  private async update(request: Omit<UpdateItemCommandInput, 'TableName'>): Promise<Written> {
    const [{ UpdateItemCommand }, client] = await Promise.all([this.load(), this.client()]);
    const command = new UpdateItemCommand({
      ...request,
      TableName: this.table,
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    return this.written(client.send(command).then(({ Attributes }) => Attributes));
  }

  /** A failed condition is an answer, with the item where the engine tells it; everything else is thrown. */
  private async written(sent: Promise<Item | undefined>): Promise<Written> {
    try {
      return { done: true, item: await sent };
    } catch (error) {
      const { ConditionalCheckFailedException: Refusal } = await this.load();
      if (error instanceof Refusal) return { done: false, item: error.Item };
      throw error;
    }
  }

  private load(): Promise<Sdk> {
    return (this.sdk ??= import('@aws-sdk/client-dynamodb'));
  }
}

const REASON = ['#reason'] as const;

/** @throws when the item is no ticket: better no call than one that nobody approved. */
function readable(item: Item): Ticket {
  const ticket = toTicket(item);
  if (!ticket)
    throw new Error('An item of the approvals is not a ticket that this release knows. Delete it by hand.');
  return ticket;
}

/** The names that an expression uses: DynamoDB refuses one that is given and not used. */
function names(...used: readonly (keyof typeof NAMES)[]): Record<string, string> {
  return Object.fromEntries(used.map((name) => [name, NAMES[name]]));
}
