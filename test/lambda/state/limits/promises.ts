import type { LimitStore, TakeRequest } from '../../../../lambda/state/limits/store';

const START = Date.parse('2026-11-20T12:00:00Z') * 1_000;
const SECOND = 1_000_000;
let keys = 0;

/** One token a second, five at once. */
function requestOf(overrides: Partial<TakeRequest> = {}): TakeRequest {
  const request = { interval: SECOND, room: 5 * SECOND, least: 1, most: 1, guess: 'unknown' as const };
  return { key: `key-${keys}`, now: START, ...request, ...overrides };
}

/** What every store keeps, whatever it is made of. */
export function promisesOfAStore(name: string, open: () => Promise<LimitStore>): void {
  describe(`limits in ${name}`, () => {
    let store: LimitStore;
    beforeAll(async () => {
      store = await open();
      await store.ready();
    });
    beforeEach(() => {
      keys += 1;
    });
    const take = (overrides: Partial<TakeRequest> = {}) => store.take(requestOf(overrides));

    it('gives what the room holds, then refuses and says until when tokens last', async () => {
      for (let taken = 1; taken <= 5; taken += 1)
        expect(await take()).toMatchObject({ tokens: 1, arrival: { at: START + taken * SECOND, given: 0 } });
      expect(await take()).toMatchObject({ tokens: 0, arrival: { at: START + 5 * SECOND, given: 0 } });
      expect(await take({ now: START + SECOND - 1 })).toMatchObject({ tokens: 0 });
      expect(await take({ now: START + SECOND })).toMatchObject({ tokens: 1 });
    });

    it.each(['used', 'full', 'unknown'] as const)('answers the same after a guess of %s', async (guess) => {
      expect(await take({ guess })).toMatchObject({ tokens: 1, arrival: { at: START + SECOND } });
      expect(await take({ guess, most: 9 })).toMatchObject({
        tokens: 4,
        arrival: { at: START + 5 * SECOND },
      });
      expect(await take({ guess })).toMatchObject({ tokens: 0, arrival: { at: START + 5 * SECOND } });
      // Full again for a while: what grew back beyond the room is gone.
      const later = START + 30 * SECOND;
      expect(await take({ guess, now: later, most: 9 })).toMatchObject({ tokens: 5 });
      expect(await take({ guess, now: later })).toMatchObject({ tokens: 0 });
    });

    it('takes at least what is asked for, or nothing', async () => {
      await take({ most: 3 });
      expect(await take({ least: 3, most: 4 })).toMatchObject({
        tokens: 0,
        arrival: { at: START + 3 * SECOND },
      });
      expect(await take({ least: 2, most: 4 })).toMatchObject({
        tokens: 2,
        arrival: { at: START + 5 * SECOND },
      });
    });

    it('never moves its time back for a clock that is behind', async () => {
      await take({ most: 5, now: START + 500_000 });
      expect(await take({ now: START - 500_000 })).toMatchObject({ tokens: 0 });
      expect(await take({ now: START + 1_499_999 })).toMatchObject({ tokens: 0 });
      await take({ now: START + 2 * SECOND });
      expect(await take({ now: START + SECOND })).toMatchObject({ arrival: { at: START + 6_500_000 } });
    });

    it('gives no more to many at once than to one', async () => {
      const answers = await Promise.all(Array.from({ length: 25 }, () => take({ guess: 'used' })));
      expect(answers.filter(({ tokens }) => tokens === 1)).toHaveLength(5);
    });

    it('keeps keys apart', async () => {
      await take({ most: 5 });
      expect(await take({ key: `key-${keys}#other` })).toMatchObject({ tokens: 1 });
    });

    describe('gives back', () => {
      const giveBack = async (tokens: number, taken: Awaited<ReturnType<typeof take>>, now = START) => {
        if (!taken.arrival) throw new Error('nothing was taken');
        const { arrival } = taken;
        await store.giveBack({ key: `key-${keys}`, now, amount: tokens * SECOND, taken: arrival });
      };

      it('all of it when nothing happened since', async () => {
        await take({ most: 2 });
        await giveBack(3, await take({ most: 3 }));
        expect(await take({ most: 9 })).toMatchObject({ tokens: 3 });
      });

      it('all of it when others took and it has not grown back', async () => {
        await take({ most: 2 });
        const mine = await take();
        await take();
        await giveBack(1, mine);
        expect(await take({ most: 9 })).toMatchObject({ tokens: 2 });
      });

      it('nothing of what grew back meanwhile: others may have had it', async () => {
        const mine = await take();
        // A second later the bucket is full again, and all of it is taken.
        const later = START + SECOND;
        expect(await take({ now: later, most: 9 })).toMatchObject({ tokens: 5 });
        await giveBack(1, mine, later);
        expect(await take({ now: later })).toMatchObject({ tokens: 0 });
      });

      it('nothing of what another may have found full on a clock that is ahead', async () => {
        const mine = await take();
        await take({ now: START + SECOND });
        await giveBack(1, mine);
        expect(await take({ most: 9 })).toMatchObject({ tokens: 3 });
      });

      it('less after another gave back: both may not count on the same time', async () => {
        const room = 30 * SECOND;
        const first = await take({ room, least: 8, most: 8 });
        const second = await take({ room, least: 8, most: 8 });
        await giveBack(8, first);
        const later = START + 10 * SECOND;
        await take({ room, now: later });
        await giveBack(8, second, later);
        // Without the two there is one token taken ten seconds later, and not a moment more is free.
        const { arrival } = await take({ room, now: later });
        expect(arrival?.at).toBeGreaterThanOrEqual(later + 2 * SECOND);
      });

      it('once, however many ask at once', async () => {
        await take({ most: 2 });
        const mine = [await take(), await take(), await take()];
        await Promise.all(mine.map((taken) => giveBack(1, taken)));
        const { tokens } = await take({ most: 9 });
        expect(tokens).toBeGreaterThanOrEqual(1);
        expect(tokens).toBeLessThanOrEqual(3);
      });

      it('nothing to a key that is not there', async () => {
        const taken = { tokens: 1, arrival: { at: START + 3 * SECOND, given: 0 }, found: 'full' as const };
        await giveBack(1, { ...taken, failedWrites: 0 });
        expect(await take({ most: 9 })).toMatchObject({ tokens: 5 });
      });
    });
  });
}
