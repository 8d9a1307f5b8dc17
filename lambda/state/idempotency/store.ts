/** Where a record stands. The words are those of Powertools' idempotency, and `UNKNOWN`, which it has not. */
export type RecordStatus = 'INPROGRESS' | 'COMPLETED' | 'UNKNOWN';

/** The right to run one call, for its owner alone. Times are milliseconds since the epoch. */
export interface Claim {
  /** Names the call: a hash, see `identify`. */
  readonly id: string;
  /** Random, and known to the claimer only: what it writes later counts only while this still stands. */
  readonly owner: string;
  /** Hash of the arguments: the same id with another one is a conflict. */
  readonly validation: string;
  readonly tool: string;
  /** The request that claimed: the operator finds its line by it. */
  readonly requestId: string;
  /** Names who called: a hash, see `callerHash`. Absent in what an older release wrote. */
  readonly caller?: string;
  readonly claimedAt: number;
  /** From then on the owner is taken for lost, and nobody knows what it did. */
  readonly deadlineAt: number;
  /** From then on the record counts as gone, whether or not the table has deleted it. Whole seconds. */
  readonly expiresAt: number;
}

export interface IdempotencyRecord extends Claim {
  readonly status: RecordStatus;
  /** How the call ended, as text; only when `COMPLETED`. */
  readonly data?: string;
}

export type ClaimAnswer =
  | { readonly kind: 'claimed' }
  /** Somebody else's record stands under the id, and is kept. */
  | { readonly kind: 'met'; readonly record: IdempotencyRecord };

/** Names a record as its owner wrote it. */
export type OwnedRecord = Pick<Claim, 'id' | 'owner'>;

/** What an operator found out about a call whose outcome was unknown. */
export type Verdict = 'executed' | 'not_executed';

/**
 * Records of calls with an effect. Each operation is one conditional write on one item; all of them may be
 * repeated after a failure, because a repetition that finds its own work done answers as if it had done it.
 * None of them reads a clock. Every one rejects when the store cannot be asked.
 */
export interface IdempotencyStore {
  /** Loads the code that talks to the store; asks it nothing. Cheap after the first time. */
  ready(): Promise<void>;
  /** Takes the id, if nothing stands there or what stands there expired at `claimedAt`. */
  claim(claim: Claim): Promise<ClaimAnswer>;
  /** Keeps how the call ended. `false`: the claim is no longer its owner's, and nothing was changed. */
  complete(record: OwnedRecord, data: string): Promise<boolean>;
  /** Forgets a claim whose call changed nothing. `false` as above. */
  release(record: OwnedRecord): Promise<boolean>;
  /** Says that nobody knows what the call did. `false` as above. */
  markUnknown(record: OwnedRecord): Promise<boolean>;
  /** The record, if it is kept at `now`. Reads what was written last. */
  read(id: string, now: number): Promise<IdempotencyRecord | undefined>;
  /**
   * Ends what is not completed with an operator's word: `executed` completes it with `data`, `not_executed`
   * forgets it. `false`: the record changed meanwhile, and nothing was done.
   */
  resolve(record: OwnedRecord, verdict: Verdict, data: string): Promise<boolean>;
}
