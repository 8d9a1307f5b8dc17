import type { ExampleDesk } from './example-desk';

/** Who calls, and through which agent. */
const CALLERS = [
  ['ana', 'desk-assistant'],
  ['ben', 'desk-assistant'],
  ['chloe', 'desk-assistant'],
  ['dev', 'nightly-report'],
  ['eli', 'ticket-triage'],
  ['fay', 'ticket-triage'],
] as const;

const WORDS = ['tent', 'strap', 'boots', 'refund', 'late', 'zip'];

/** Things that happen to a service, as real calls. A number chooses who calls and what for. */
export class Happenings {
  private readonly tokens = new Map<string, Promise<string>>();
  private notes = 0;

  constructor(private readonly desk: ExampleDesk) {}

  /** Mostly fine, now and then not: somebody asks for what does not exist, or sends what is no argument. */
  async ordinary(number: number): Promise<void> {
    const ticketId = `T-${1_001 + (number % 290)}`;
    const kind = number % 20;
    if (kind < 9)
      await this.call(number, 'search_tickets', { query: WORDS[number % WORDS.length], limit: 10 });
    else if (kind < 15) await this.call(number, 'get_ticket', { ticketId });
    else if (kind < 17) await this.note(number, ticketId);
    else if (kind === 17) await this.call(number, 'get_ticket', { ticketId: 'T-0' });
    else if (kind === 18) await this.call(number, 'search_tickets', { words: 'tent' });
    else await this.refund(number, ticketId);
  }

  async note(number: number, ticketId = 'T-1001'): Promise<void> {
    this.notes += 1;
    await this.call(number, 'create_support_note', { ticketId, note: `Called back, note ${this.notes}.` });
  }

  async refund(number: number, ticketId: string): Promise<void> {
    await this.call(number, 'issue_refund', {
      ticketId,
      amountCents: 100 + number,
      reason: 'A late parcel.',
    });
  }

  /** Takes seconds: the tool is slow on purpose. */
  async export(number: number): Promise<void> {
    await this.call(number, 'bulk_export', { status: 'pending' });
  }

  /** The same call twice, then its key with other arguments. */
  async replay(number: number): Promise<void> {
    const call = { ticketId: 'T-1002', note: 'Once only.', idempotencyKey: `key-of-note-${number}` };
    await this.call(number, 'create_support_note', call);
    await this.call(number, 'create_support_note', call);
    await this.call(number, 'create_support_note', { ...call, note: 'Another note.' });
  }

  async stranger(): Promise<void> {
    await this.desk.server.call({ name: 'search_tickets', arguments: { query: 'tent' } });
  }

  async unknownTool(number: number): Promise<void> {
    await this.call(number, 'delete_everything', {});
  }

  /** More calls than a caller may make in a minute, one after the other. */
  async runaway(calls = 50): Promise<void> {
    const token = await this.token('gus', 'loop-agent');
    const one = { name: 'get_ticket', arguments: { ticketId: 'T-1001' }, token };
    for (let call = 0; call < calls; call += 1) await this.desk.server.call(one);
  }

  /** The table of tickets does not work; a note may have been written or not. */
  async ticketsDown(calls: number, from = 0): Promise<void> {
    await this.disturbed(this.desk.ticketsTable, 'refuse', async () => {
      for (let number = from; number < from + calls; number += 1) await this.ordinary(number);
      await this.note(from);
      // Results of health checks are believed for seconds.
      this.desk.server.skip(10_000);
      await this.desk.server.probe();
    });
  }

  async ticketsSlow(milliseconds: number, calls: number): Promise<void> {
    await this.disturbed(this.desk.ticketsTable, milliseconds, async () => {
      await Promise.all(
        Array.from({ length: calls }, (_, number) =>
          this.call(number, 'get_ticket', { ticketId: `T-${1_001 + number}` }),
        ),
      );
    });
  }

  /** The store of the limits does not work: reads go on, writes are refused. */
  async limitsDown(): Promise<void> {
    await this.disturbed(this.desk.limitsTable, 'refuse', async () => {
      for (let number = 0; number < CALLERS.length; number += 1) {
        await this.call(number, 'search_tickets', { query: 'tent' });
        await this.note(number);
      }
    });
  }

  private async disturbed(
    table: string,
    effect: number | 'refuse',
    happens: () => Promise<void>,
  ): Promise<void> {
    this.desk.tables.fault = { table, effect };
    await happens();
    this.desk.tables.fault = undefined;
  }

  private async call(number: number, name: string, args: object): Promise<void> {
    const [subject, agent] = CALLERS[number % CALLERS.length] ?? CALLERS[0];
    await this.desk.server.call({ name, arguments: args, token: await this.token(subject, agent) });
  }

  private token(subject: string, agent: string): Promise<string> {
    let token = this.tokens.get(subject);
    if (!token) this.tokens.set(subject, (token = this.desk.token(subject, agent)));
    return token;
  }
}
