import type {
  AttributeValue,
  DynamoDBClient,
  UpdateItemCommandInput,
  UpdateItemCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { PARTITION_KEY, SORT_KEY, TTL_ATTRIBUTE } from '../../contract';
import { foundOf, isUnchanged, returnable, tokensAt } from './arithmetic';
import type { Arrival, GiveBackRequest, LimitStore, TakeAnswer, TakeRequest } from './store';

type Item = Record<string, AttributeValue>;
type Sdk = typeof import('@aws-sdk/client-dynamodb');

/** `stored: undefined` after a failed write: the engine did not say, or nothing is stored. */
type Written =
  { readonly done: true; readonly arrival: Arrival } | { readonly done: false; readonly stored?: Arrival };

const PREFIX = 'limit#';
const SORT_VALUE = 'limit';
/** Others can take between a look and a write; after so many times the limit is surely in heavy use. */
const MOST_WRITES = 3;
/** Seconds that an item stays after its bucket is full: longer than clocks differ and a give-back takes. */
export const KEPT_SECONDS = 300;

/** One item a limit, single-item conditional writes, consistent reads. Needs GetItem and UpdateItem. */
export class DynamoDbLimitStore implements LimitStore {
  private sdk?: Promise<Sdk>;

  constructor(
    private readonly client: () => Promise<DynamoDBClient>,
    private readonly table: string,
  ) {}

  async ready(): Promise<void> {
    await Promise.all([this.load(), this.client()]);
  }

  async take(request: TakeRequest, signal?: AbortSignal): Promise<TakeAnswer> {
    const { now, key } = request;
    let seen = request.guess === 'unknown' ? await this.read(key, signal) : undefined;
    let found = request.guess === 'unknown' ? foundOf(now, seen) : request.guess;
    for (let failedWrites = 0; ; failedWrites += 1) {
      // Before anything is known of it the bucket gives at most what it holds.
      const tokens = tokensAt(request, seen);
      if (tokens === 0 || failedWrites === MOST_WRITES)
        return { tokens: 0, arrival: seen, found, failedWrites };
      const written = await this.write(key, takeOf(request, tokens, found), signal);
      if (written.done) return { tokens, arrival: written.arrival, found, failedWrites };
      seen = written.stored ?? (await this.read(key, signal));
      found = foundOf(now, seen);
    }
  }

  async giveBack(request: GiveBackRequest, signal?: AbortSignal): Promise<void> {
    let seen: Arrival | undefined = request.taken;
    for (let writes = 0; writes < MOST_WRITES && seen; writes += 1) {
      const back = returnable(request, seen);
      if (back === 0) return;
      const written = await this.write(request.key, giveBackOf(back, seen, request.taken), signal);
      if (written.done) return;
      seen = written.stored ?? (await this.read(request.key, signal));
    }
  }

  private async read(key: string, signal?: AbortSignal): Promise<Arrival | undefined> {
    const [{ GetItemCommand }, client] = await Promise.all([this.load(), this.client()]);
    const { Item } = await client.send(
      new GetItemCommand({ TableName: this.table, Key: keyOf(key), ConsistentRead: true }),
      { abortSignal: signal },
    );
    return Item && toArrival(Item);
  }

  private async write(key: string, update: Update, signal?: AbortSignal): Promise<Written> {
    const [sdk, client] = await Promise.all([this.load(), this.client()]);
    try {
      const { Attributes }: UpdateItemCommandOutput = await client.send(
        new sdk.UpdateItemCommand({
          TableName: this.table,
          Key: keyOf(key),
          ReturnValues: 'ALL_NEW',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          ...update,
        }),
        { abortSignal: signal },
      );
      return { done: true, arrival: toArrival(Attributes ?? {}) };
    } catch (error) {
      if (!(error instanceof sdk.ConditionalCheckFailedException)) throw error;
      return { done: false, stored: error.Item && toArrival(error.Item) };
    }
  }

  private load(): Promise<Sdk> {
    return (this.sdk ??= import('@aws-sdk/client-dynamodb'));
  }
}

type Update = Pick<
  UpdateItemCommandInput,
  'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

/**
 * A used bucket's time moves on from where it is, a full one's starts at now: expressions have no maximum.
 * The stored time never moves back, so a clock that is behind cannot make room.
 */
function takeOf({ now, interval, room }: TakeRequest, tokens: number, found: 'used' | 'full'): Update {
  const amount = tokens * interval;
  const expiresAt = number(Math.ceil((now + room) / 1_000_000) + KEPT_SECONDS);
  const names = { '#at': 'at', '#expires': TTL_ATTRIBUTE };
  if (found === 'full')
    return {
      UpdateExpression: 'SET #at = :to, #expires = :expires',
      ConditionExpression: 'attribute_not_exists(#at) OR #at < :now',
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: {
        ':to': number(now + amount),
        ':now': number(now),
        ':expires': expiresAt,
      },
    };
  return {
    UpdateExpression: 'SET #at = #at + :amount, #expires = :expires',
    ConditionExpression: '#at BETWEEN :now AND :most',
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: {
      ':amount': number(amount),
      ':now': number(now),
      ':most': number(now + room - amount),
      ':expires': expiresAt,
    },
  };
}

/** Takes of others may go on meanwhile, unless all of it comes back; another's give-back may not. */
function giveBackOf(back: number, seen: Arrival, taken: Arrival): Update {
  const sameGiven = seen.given === 0 ? 'attribute_not_exists(#given)' : '#given = :given';
  const unchanged = isUnchanged(taken, seen);
  return {
    UpdateExpression: 'SET #at = #at - :back, #given = :after',
    ConditionExpression: `${unchanged ? '#at = :at' : 'attribute_exists(#at)'} AND ${sameGiven}`,
    ExpressionAttributeNames: { '#at': 'at', '#given': 'given' },
    ExpressionAttributeValues: {
      ':back': number(back),
      ':after': number(seen.given + back),
      ...(unchanged && { ':at': number(taken.at) }),
      ...(seen.given !== 0 && { ':given': number(seen.given) }),
    },
  };
}

/** Where the item of a limit is. */
export function keyOf(key: string): Item {
  return { [PARTITION_KEY]: { S: PREFIX + key }, [SORT_KEY]: { S: SORT_VALUE } };
}

/** @throws when the item is not one that this store wrote: its limit would let everything through. */
function toArrival(item: Item): Arrival {
  const at = Number(item.at?.N);
  const given = Number(item.given?.N ?? 0);
  if (!Number.isFinite(at) || !Number.isFinite(given)) throw new Error('The record of a limit has no time.');
  return { at, given };
}

function number(value: number): AttributeValue {
  return { N: String(value) };
}
