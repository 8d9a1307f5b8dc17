import type { Claim, IdempotencyRecord, IdempotencyStore, OwnedRecord } from './store';

/** How many claims between two looks for what has expired. */
const SWEEP_EVERY = 1_000;

/** For one process: what it holds is lost with it, and no other process sees it. */
export class MemoryIdempotencyStore implements IdempotencyStore {
  private readonly records = new Map<string, IdempotencyRecord>();
  private claims = 0;

  /** Records held, expired ones included. */
  get size(): number {
    return this.records.size;
  }

  async ready(): Promise<void> {}

  async claim(claim: Claim): ReturnType<IdempotencyStore['claim']> {
    this.claims += 1;
    if (this.claims % SWEEP_EVERY === 0) this.sweep(claim.claimedAt);
    const record = this.kept(claim.id, claim.claimedAt);
    if (record && record.owner !== claim.owner) return { kind: 'met', record };
    this.records.set(claim.id, record ?? { ...claim, status: 'INPROGRESS' });
    return { kind: 'claimed' };
  }

  async complete(owned: OwnedRecord, data: string): Promise<boolean> {
    return this.end(owned, { status: 'COMPLETED', data });
  }

  async markUnknown(owned: OwnedRecord): Promise<boolean> {
    return this.end(owned, { status: 'UNKNOWN' });
  }

  async release({ id, owner }: OwnedRecord): Promise<boolean> {
    const record = this.records.get(id);
    if (!record) return true;
    if (record.owner !== owner || record.status !== 'INPROGRESS') return false;
    return this.records.delete(id);
  }

  async read(id: string, now: number): Promise<IdempotencyRecord | undefined> {
    return this.kept(id, now);
  }

  async resolve({ id, owner }: OwnedRecord, verdict: 'executed' | 'not_executed', data: string) {
    const record = this.records.get(id);
    if (record?.owner !== owner || record.status === 'COMPLETED') return false;
    if (verdict === 'not_executed') return this.records.delete(id);
    this.records.set(id, { ...record, status: 'COMPLETED', data });
    return true;
  }

  private kept(id: string, now: number): IdempotencyRecord | undefined {
    const record = this.records.get(id);
    return record && record.expiresAt > now ? record : undefined;
  }

  private end({ id, owner }: OwnedRecord, ending: Pick<IdempotencyRecord, 'status' | 'data'>): boolean {
    const record = this.records.get(id);
    if (record?.owner !== owner) return false;
    if (record.status !== 'INPROGRESS') return record.status === ending.status;
    this.records.set(id, { ...record, ...ending });
    return true;
  }

  private sweep(now: number): void {
    for (const [id, { expiresAt }] of this.records) if (expiresAt <= now) this.records.delete(id);
  }
}
