import type { Claim, IdempotencyStore } from '../../../../lambda/state/idempotency/store';

const START = Date.parse('2026-11-20T12:00:00Z');
let names = 0;

/** A claim of its own id and owner; `later` is milliseconds after the first. */
function claimOf(overrides: Partial<Claim> = {}, later = 0): Claim {
  names += 1;
  return {
    id: `id-${names}`,
    owner: `owner-${names}`,
    validation: 'arguments',
    tool: 'refund',
    requestId: `request-${names}`,
    claimedAt: START + later,
    deadlineAt: START + later + 25_000,
    expiresAt: START + later + 600_000,
    ...overrides,
  };
}

/** What every store keeps, whatever it is made of. */
export function promisesOfAStore(name: string, open: () => Promise<IdempotencyStore>): void {
  describe(`idempotency records in ${name}`, () => {
    let store: IdempotencyStore;
    beforeAll(async () => {
      store = await open();
      await store.ready();
    });

    it('grants one claim of many, and shows the others the record', async () => {
      const first = claimOf();
      const rivals = Array.from({ length: 20 }, () => claimOf({ id: first.id }));
      const answers = await Promise.all(rivals.map((rival) => store.claim(rival)));
      const winners = rivals.filter((_, index) => answers[index]?.kind === 'claimed');
      expect(winners).toHaveLength(1);
      for (const answer of answers)
        if (answer.kind === 'met') expect(answer.record).toEqual({ ...winners[0], status: 'INPROGRESS' });
    });

    it('grants the claim again to its own owner, whose answer was lost', async () => {
      const claim = claimOf();
      expect(await store.claim(claim)).toEqual({ kind: 'claimed' });
      expect(await store.claim(claim)).toEqual({ kind: 'claimed' });
    });

    it('never grants an overdue claim to another', async () => {
      const claim = claimOf();
      await store.claim(claim);
      const answer = await store.claim(claimOf({ id: claim.id }, 599_999));
      expect(answer).toMatchObject({ kind: 'met', record: { owner: claim.owner } });
    });

    it.each(['INPROGRESS', 'COMPLETED', 'UNKNOWN'])(
      'takes a record (%s) for gone from its expiry on',
      async (status) => {
        const claim = claimOf();
        await store.claim(claim);
        if (status === 'COMPLETED') await store.complete(claim, 'data');
        if (status === 'UNKNOWN') await store.markUnknown(claim);
        expect(await store.read(claim.id, claim.expiresAt - 1)).toMatchObject({ status });
        expect(await store.read(claim.id, claim.expiresAt)).toBeUndefined();
        expect(await store.claim(claimOf({ id: claim.id }, 599_999))).toMatchObject({ kind: 'met' });
        const next = claimOf({ id: claim.id }, 600_000);
        expect(await store.claim(next)).toEqual({ kind: 'claimed' });
        expect(await store.read(claim.id, START)).toEqual({ ...next, status: 'INPROGRESS' });
      },
    );

    it('keeps how the call ended, byte for byte', async () => {
      const claim = claimOf();
      await store.claim(claim);
      const data = JSON.stringify({ text: 'ß 🧾 \u0000 "quoted"' });
      expect(await store.complete(claim, data)).toBe(true);
      const met = { kind: 'met', record: { ...claim, status: 'COMPLETED', data } };
      expect(await store.claim(claimOf({ id: claim.id }))).toEqual(met);
    });

    it('keeps the largest result that is ever handed to it', async () => {
      const claim = claimOf();
      await store.claim(claim);
      const data = 'x'.repeat(380 * 1_024);
      expect(await store.complete(claim, data)).toBe(true);
      expect((await store.read(claim.id, START))?.data).toBe(data);
    });

    it('lets only the owner end a claim', async () => {
      const claim = claimOf();
      await store.claim(claim);
      const thief = { id: claim.id, owner: 'thief' };
      expect(await store.complete(thief, 'data')).toBe(false);
      expect(await store.markUnknown(thief)).toBe(false);
      expect(await store.release(thief)).toBe(false);
      expect(await store.resolve(thief, 'executed', 'data')).toBe(false);
      expect(await store.resolve(thief, 'not_executed', 'data')).toBe(false);
      expect(await store.read(claim.id, START)).toEqual({ ...claim, status: 'INPROGRESS' });
    });

    it('lets a late owner complete while the claim is its own, and not after another took it', async () => {
      const claim = claimOf();
      await store.claim(claim);
      const next = claimOf({ id: claim.id }, 600_000);
      await store.claim(next);
      expect(await store.complete(claim, 'late')).toBe(false);
      expect(await store.read(claim.id, START)).toEqual({ ...next, status: 'INPROGRESS' });
    });

    it('frees a released claim, and answers a repetition as the first time', async () => {
      const claim = claimOf();
      await store.claim(claim);
      expect(await store.release(claim)).toBe(true);
      expect(await store.release(claim)).toBe(true);
      expect(await store.read(claim.id, START)).toBeUndefined();
      const next = claimOf({ id: claim.id }, 1);
      expect(await store.claim(next)).toEqual({ kind: 'claimed' });
      expect(await store.release(claim)).toBe(false);
      expect(await store.read(claim.id, START)).toMatchObject({ owner: next.owner });
    });

    it('creates nothing when what it ends is gone', async () => {
      const claim = claimOf();
      expect(await store.complete(claim, 'data')).toBe(false);
      expect(await store.markUnknown(claim)).toBe(false);
      expect(await store.resolve(claim, 'executed', 'data')).toBe(false);
      expect(await store.resolve(claim, 'not_executed', 'data')).toBe(false);
      expect(await store.read(claim.id, START)).toBeUndefined();
    });

    it('answers a repeated completion or mark as the first time, and turns neither into the other', async () => {
      const [done, lost] = [claimOf(), claimOf()];
      await store.claim(done);
      await store.claim(lost);
      expect([await store.complete(done, 'data'), await store.complete(done, 'data')]).toEqual([true, true]);
      expect([await store.markUnknown(lost), await store.markUnknown(lost)]).toEqual([true, true]);
      expect(await store.markUnknown(done)).toBe(false);
      expect(await store.release(done)).toBe(false);
      expect(await store.complete(lost, 'data')).toBe(false);
      expect(await store.release(lost)).toBe(false);
      expect(await store.read(done.id, START)).toMatchObject({ status: 'COMPLETED', data: 'data' });
      expect(await store.read(lost.id, START)).toEqual({ ...lost, status: 'UNKNOWN' });
    });

    it.each(['claim', 'unknown'])("takes an operator's word for a %s", async (kind) => {
      const [ran, didNot] = [claimOf(), claimOf()];
      for (const claim of [ran, didNot]) {
        await store.claim(claim);
        if (kind === 'unknown') await store.markUnknown(claim);
      }
      expect(await store.resolve(ran, 'executed', 'confirmed')).toBe(true);
      expect(await store.resolve(didNot, 'not_executed', 'confirmed')).toBe(true);
      expect(await store.read(ran.id, START)).toMatchObject({ status: 'COMPLETED', data: 'confirmed' });
      expect(await store.read(didNot.id, START)).toBeUndefined();
      // What the lost owner writes afterwards changes nothing.
      expect(await store.complete(didNot, 'late')).toBe(false);
      await store.complete(ran, 'late');
      expect(await store.read(ran.id, START)).toMatchObject({ data: 'confirmed' });
    });

    it('never takes a word against a known end', async () => {
      const claim = claimOf();
      await store.claim(claim);
      await store.complete(claim, 'data');
      expect(await store.resolve(claim, 'not_executed', 'confirmed')).toBe(false);
      expect(await store.resolve(claim, 'executed', 'confirmed')).toBe(false);
      expect(await store.read(claim.id, START)).toMatchObject({ data: 'data' });
    });
  });
}
