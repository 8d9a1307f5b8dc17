import type {
  ConditionalCheckFailedException,
  DeleteItemCommandInput,
  DynamoDBClient,
  UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { NAMES, keyOf, toItem, toRecord, toSeconds } from './dynamodb-item';
import type { Claim, ClaimAnswer, IdempotencyRecord, IdempotencyStore, OwnedRecord, Verdict } from './store';

/** A record can go between the refusal and the look at it, where the refusal does not carry it. */
const CLAIM_ROUNDS = 3;

const MINE = '#owner = :owner AND #status = :inprogress';

type Sdk = typeof import('@aws-sdk/client-dynamodb');

/** One item a record, single-item conditional writes, consistent reads. Needs Get, Put, Update and Delete. */
export class DynamoDbIdempotencyStore implements IdempotencyStore {
  private sdk?: Promise<Sdk>;

  constructor(
    private readonly client: () => Promise<DynamoDBClient>,
    private readonly table: string,
    /** Where the commands come from. @default - loaded with the first use */
    private readonly importSdk: () => Promise<Sdk> = () => import('@aws-sdk/client-dynamodb'),
  ) {}

  async ready(): Promise<void> {
    await Promise.all([this.load(), this.client()]);
  }

  async claim(claim: Claim): Promise<ClaimAnswer> {
    for (let round = 0; round < CLAIM_ROUNDS; round += 1) {
      const refusal = await this.put(claim);
      if (!refusal) return { kind: 'claimed' };
      const record = refusal.Item ? toRecord(refusal.Item) : await this.read(claim.id, claim.claimedAt);
      if (!record) continue;
      // An earlier attempt of this claim went through, and only its answer was lost.
      return record.owner === claim.owner ? { kind: 'claimed' } : { kind: 'met', record };
    }
    throw new Error('The record of a call changed faster than it could be read.');
  }

  complete(owned: OwnedRecord, data: string): Promise<boolean> {
    return this.end(owned, 'COMPLETED', data);
  }

  markUnknown(owned: OwnedRecord): Promise<boolean> {
    return this.end(owned, 'UNKNOWN');
  }

  async release({ id, owner }: OwnedRecord): Promise<boolean> {
    return this.remove({
      Key: keyOf(id),
      ConditionExpression: `attribute_not_exists(#pk) OR (${MINE})`,
      ExpressionAttributeNames: names('#pk', '#owner', '#status'),
      ExpressionAttributeValues: { ':owner': { S: owner }, ':inprogress': { S: 'INPROGRESS' } },
    });
  }

  async read(id: string, now: number): Promise<IdempotencyRecord | undefined> {
    const [{ GetItemCommand }, client] = await Promise.all([this.load(), this.client()]);
    const { Item } = await client.send(
      new GetItemCommand({ TableName: this.table, Key: keyOf(id), ConsistentRead: true }),
    );
    const record = Item && toRecord(Item);
    return record && record.expiresAt > now ? record : undefined;
  }

  async resolve({ id, owner }: OwnedRecord, verdict: Verdict, data: string): Promise<boolean> {
    const request = {
      Key: keyOf(id),
      ConditionExpression: '#owner = :owner AND #status <> :completed',
      ExpressionAttributeValues: { ':owner': { S: owner }, ':completed': { S: 'COMPLETED' } },
    };
    if (verdict === 'not_executed')
      return this.remove({ ...request, ExpressionAttributeNames: names('#owner', '#status') });
    return this.update({
      ...request,
      UpdateExpression: 'SET #status = :completed, #data = :data',
      ExpressionAttributeNames: names('#owner', '#status', '#data'),
      ExpressionAttributeValues: { ...request.ExpressionAttributeValues, ':data': { S: data } },
    });
  }

  private async put(claim: Claim): Promise<ConditionalCheckFailedException | undefined> {
    const [{ PutItemCommand }, client] = await Promise.all([this.load(), this.client()]);
    return this.refusalOf(
      client.send(
        new PutItemCommand({
          TableName: this.table,
          Item: toItem(claim),
          ConditionExpression: 'attribute_not_exists(#pk) OR #expires <= :now',
          ExpressionAttributeNames: names('#pk', '#expires'),
          ExpressionAttributeValues: { ':now': { N: String(toSeconds(claim.claimedAt)) } },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      ),
    );
  }

  private async end(owned: OwnedRecord, status: 'COMPLETED' | 'UNKNOWN', data?: string): Promise<boolean> {
    const ended = await this.update({
      Key: keyOf(owned.id),
      UpdateExpression: data === undefined ? 'SET #status = :status' : 'SET #status = :status, #data = :data',
      ConditionExpression: MINE,
      ExpressionAttributeNames: names('#owner', '#status', ...(data === undefined ? [] : ['#data' as const])),
      ExpressionAttributeValues: {
        ':owner': { S: owned.owner },
        ':inprogress': { S: 'INPROGRESS' },
        ':status': { S: status },
        ...(data !== undefined && { ':data': { S: data } }),
      },
    });
    if (ended) return true;
    // An earlier attempt may have gone through without its answer: then the record is as it was to become.
    const record = await this.read(owned.id, 0);
    return record?.owner === owned.owner && record.status === status;
  }

  private async update(request: Omit<UpdateItemCommandInput, 'TableName'>): Promise<boolean> {
    const [{ UpdateItemCommand }, client] = await Promise.all([this.load(), this.client()]);
    const sent = client.send(new UpdateItemCommand({ ...request, TableName: this.table }));
    return (await this.refusalOf(sent)) === undefined;
  }

  private async remove(request: Omit<DeleteItemCommandInput, 'TableName'>): Promise<boolean> {
    const [{ DeleteItemCommand }, client] = await Promise.all([this.load(), this.client()]);
    const sent = client.send(new DeleteItemCommand({ ...request, TableName: this.table }));
    return (await this.refusalOf(sent)) === undefined;
  }

  /** A failed condition is an answer; everything else is thrown. */
  private async refusalOf(sent: Promise<unknown>): Promise<ConditionalCheckFailedException | undefined> {
    try {
      await sent;
      return undefined;
    } catch (error) {
      const { ConditionalCheckFailedException: Refusal } = await this.load();
      if (error instanceof Refusal) return error;
      throw error;
    }
  }

  private load(): Promise<Sdk> {
    return (this.sdk ??= this.importSdk());
  }
}

/** The names that an expression uses: DynamoDB refuses one that is given and not used. */
function names(...used: readonly (keyof typeof NAMES)[]): Record<string, string> {
  return Object.fromEntries(used.map((name) => [name, NAMES[name]]));
}
