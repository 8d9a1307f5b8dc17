import type { ApprovalStore, Decision, Ticket } from '../../../../lambda/state/approvals/approvals';

const START = Date.parse('2026-11-20T12:00:00Z');
const OVER = START + 600_000;
let names = 0;

/** A ticket of its own key. */
export function ticketOf(overrides: Partial<Ticket> = {}): Ticket {
  names += 1;
  const key = overrides.key ?? `key-${names}`.padEnd(22, '-');
  return {
    id: `${key}${names}`,
    key,
    tool: 'refund',
    arguments: '{"amount":7}',
    subject: 'ana',
    requestId: `request-${names}`,
    stateKey: 'c3RhdGUta2V5',
    requestedAt: START,
    expiresAt: OVER,
    status: 'pending',
    ...overrides,
  };
}

function decisionOf({ id }: Ticket, overrides: Partial<Decision> = {}): Decision {
  return { id, approve: true, by: 'ben', at: START + 1, ...overrides };
}

/** What every store keeps, whatever it is made of. */
export function promisesOfAnApprovalStore(name: string, open: () => Promise<ApprovalStore>): void {
  describe(`tickets in ${name}`, () => {
    let store: ApprovalStore;
    beforeAll(async () => {
      store = await open();
    });

    /** Asked, and decided as told. */
    async function decided(overrides: Partial<Decision> = {}): Promise<Ticket> {
      const ticket = await store.ask(ticketOf());
      const answer = await store.decide(decisionOf(ticket, overrides));
      if (answer.kind !== 'decided') throw new Error(`The decision was ${answer.kind}.`);
      return answer.ticket;
    }

    it('keeps a ticket, whole', async () => {
      const ticket = ticketOf({
        tenant: 'acme',
        agent: 'claude',
        arguments: JSON.stringify({ text: 'ß 🧾 \u0000 "x"' }),
      });
      expect(await store.ask(ticket)).toEqual(ticket);
      expect(await store.find(ticket.key, START)).toEqual(ticket);
      const decision = decisionOf(ticket, { reason: 'seen' });
      const after = { ...ticket, status: 'approved', decidedBy: 'ben', decidedAt: START + 1, reason: 'seen' };
      expect(await store.decide(decision)).toEqual({ kind: 'decided', ticket: after });
      expect(await store.find(ticket.key, START)).toEqual(after);
      expect(await store.use(ticket.key, START)).toBe(true);
      expect(await store.find(ticket.key, START)).toEqual({ ...after, status: 'used' });
    });

    it('answers the ticket that stands to whoever asks the same, at the same moment or later', async () => {
      const first = ticketOf();
      const rivals = Array.from({ length: 20 }, () => ticketOf({ key: first.key }));
      const answers = await Promise.all(rivals.map((rival) => store.ask(rival)));
      expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
      expect(await store.ask(ticketOf({ key: first.key, requestedAt: OVER - 1 }))).toEqual(answers[0]);
    });

    it.each([true, false])('answers a decided ticket (approved: %s) until it is over', async (approve) => {
      const ticket = await decided({ approve });
      expect(await store.ask(ticketOf({ key: ticket.key, requestedAt: OVER - 1 }))).toEqual(ticket);
    });

    it.each(['pending', 'approved', 'denied'])('asks anew when a %s ticket is over', async (status) => {
      const old = status === 'pending' ? ticketOf() : await decided({ approve: status === 'approved' });
      if (status === 'pending') await store.ask(old);
      expect(await store.find(old.key, OVER - 1)).toEqual(old);
      expect(await store.find(old.key, OVER)).toBeUndefined();
      const next = ticketOf({ key: old.key, requestedAt: OVER, expiresAt: OVER + 1 });
      expect(await store.ask(next)).toEqual(next);
      expect(await store.find(old.key, OVER)).toEqual(next);
      // What was decided of the old question says nothing of the new one.
      expect(await store.decide(decisionOf(old))).toEqual({ kind: 'unknown' });
      expect(await store.use(old.key, OVER)).toBe(false);
    });

    it('asks anew when a ticket was used, and the used one approves nothing', async () => {
      const used = await decided();
      expect(await store.use(used.key, START)).toBe(true);
      for (const later of [{ at: START + 2 }, { by: 'cleo' }, { approve: false }])
        expect(await store.decide(decisionOf(used, later))).toMatchObject({
          kind: 'tooLate',
          ticket: { status: 'used' },
        });
      const next = ticketOf({ key: used.key });
      expect(await store.ask(next)).toEqual(next);
      expect(await store.use(used.key, START)).toBe(false);
    });

    it('uses an approval for one of a hundred who try', async () => {
      const { key } = await decided();
      const tries = await Promise.all(Array.from({ length: 100 }, () => store.use(key, START + 2)));
      expect(tries.filter(Boolean)).toHaveLength(1);
    });

    it('uses nothing that is absent, pending or denied', async () => {
      const [absent, pending] = [ticketOf(), await store.ask(ticketOf())];
      const denied = await decided({ approve: false });
      for (const { key } of [absent, pending, denied]) expect(await store.use(key, START)).toBe(false);
      expect(await store.find(absent.key, START)).toBeUndefined();
      expect(await store.find(pending.key, START)).toEqual(pending);
      expect(await store.find(denied.key, START)).toEqual(denied);
    });

    it('ends at the millisecond: for the call and for whoever decides', async () => {
      const [early, late] = [await decided(), await decided()];
      expect(await store.use(late.key, OVER)).toBe(false);
      expect(await store.use(early.key, OVER - 1)).toBe(true);
      const [first, second] = [await store.ask(ticketOf()), await store.ask(ticketOf())];
      expect(await store.decide(decisionOf(first, { at: OVER }))).toEqual({
        kind: 'tooLate',
        ticket: first,
      });
      expect(await store.decide(decisionOf(second, { at: OVER - 1 }))).toMatchObject({ kind: 'decided' });
    });

    it('takes one of many decisions, and shows the others whose it was', async () => {
      const ticket = await store.ask(ticketOf());
      const rivals = Array.from({ length: 20 }, (_, index) =>
        decisionOf(ticket, { approve: index % 2 === 0, by: `person-${index}`, reason: `reason ${index}` }),
      );
      const answers = await Promise.all(rivals.map((rival) => store.decide(rival)));
      const winners = rivals.filter((_, index) => answers[index]?.kind === 'decided');
      expect(winners).toHaveLength(1);
      const taken = {
        ...ticket,
        status: winners[0]?.approve ? 'approved' : 'denied',
        decidedBy: winners[0]?.by,
        decidedAt: START + 1,
        reason: winners[0]?.reason,
      };
      expect(answers.filter(({ kind }) => kind === 'tooLate')).toHaveLength(19);
      for (const answer of answers) expect(answer).toMatchObject({ ticket: taken });
      expect(await store.find(ticket.key, START)).toEqual(taken);
    });

    it('takes a decision that is sent again for what it is, and another of the same person for another', async () => {
      const ticket = await store.ask(ticketOf());
      const decision = decisionOf(ticket);
      const first = await store.decide(decision);
      expect(first.kind).toBe('decided');
      expect(await store.decide(decision)).toEqual(first);
      for (const other of [{ approve: false }, { at: START + 2 }])
        expect(await store.decide({ ...decision, ...other })).toMatchObject({ kind: 'tooLate' });
      expect(await store.use(ticket.key, START + 2)).toBe(true);
      expect(await store.decide(decision)).toMatchObject({ kind: 'decided', ticket: { status: 'used' } });
    });

    it('never turns a decision, and creates nothing for an id that is unknown', async () => {
      const denied = await decided({ approve: false, reason: 'no' });
      const late = decisionOf(denied, { by: 'cleo', reason: 'yes' });
      expect(await store.decide(late)).toEqual({ kind: 'tooLate', ticket: denied });
      const stranger = ticketOf();
      expect(await store.decide(decisionOf(stranger))).toEqual({ kind: 'unknown' });
      expect(await store.find(stranger.key, START)).toBeUndefined();
    });

    it('decides the ticket of an id, and not another of its key', async () => {
      const ticket = await store.ask(ticketOf());
      expect(await store.decide({ ...decisionOf(ticket), id: `${ticket.key}other` })).toEqual({
        kind: 'unknown',
      });
      expect(await store.find(ticket.key, START)).toEqual(ticket);
    });

    it('leaves other keys as they are', async () => {
      const [one, other] = [await store.ask(ticketOf()), await store.ask(ticketOf())];
      await store.decide(decisionOf(one));
      await store.use(one.key, START);
      expect(await store.find(other.key, START)).toEqual(other);
    });
  });

  it(`lists what is not over in ${name}, the oldest first`, async () => {
    const store = await open();
    const later = ticketOf({ requestedAt: START + 2, key: 'a'.repeat(22) });
    const sooner = ticketOf({ requestedAt: START + 1, key: 'z'.repeat(22), expiresAt: OVER + 1 });
    // More than one page of a query.
    const long = Array.from({ length: 300 }, (_, index) =>
      ticketOf({ requestedAt: START + 3 + index, arguments: 'x'.repeat(4_000) }),
    );
    for (const ticket of [later, sooner, ...long]) await store.ask(ticket);
    expect(await store.list(OVER - 1)).toEqual([sooner, later, ...long]);
    expect(await store.list(OVER)).toEqual([sooner]);
    expect(await store.list(OVER + 1)).toEqual([]);
  });
}
