/** Two ways to ask, one ticket: a client of 2026-07-28 is asked to show a page or a form; everyone else is refused. */
import { Client, StreamableHTTPClientTransport, type ClientCapabilities } from '@modelcontextprotocol/client';
import { z } from 'zod';
import { MemoryApprovalStore } from '../../../lambda/state/approvals/memory-store';
import { defineTools, tool } from '../../../lambda/tools';
import { startApprovalDesk, type ApprovalDesk } from '../../support/approval-desk';
import { RESOURCE } from '../../support/cognito-pool';
import { serveInProcess, type InProcess } from '../../support/in-process';
import { ManualClock } from '../../support/manual-clock';

type Said = { action: 'accept'; content?: Record<string, boolean> } | { action: 'decline' | 'cancel' };
type Shown = Readonly<Record<string, unknown>>;

interface Agent {
  readonly client: Client;
  /** What the person in front of it was shown. */
  readonly shown: Shown[];
  /** Calls sent to the server. */
  readonly sent: { readonly arguments: object; readonly requestState?: string }[];
}

interface AgentOptions {
  readonly capabilities: ClientCapabilities;
  /** What the person says. */
  readonly says?: (shown: Shown) => Promise<Said> | Said;
  readonly token?: string;
  /** Changes what is sent, as an attacker between would. */
  readonly tamper?: (params: Record<string, unknown>) => void;
}

async function connect({ fetch }: Pick<InProcess, 'fetch'>, options: AgentOptions): Promise<Agent> {
  const { capabilities, says, token, tamper } = options;
  const client = new Client(
    { name: 'agent', version: '1' },
    { capabilities, versionNegotiation: { mode: { pin: '2026-07-28' } } },
  );
  const shown: Shown[] = [];
  const sent: Agent['sent'] = [];
  if (says) {
    client.setRequestHandler('elicitation/create', async ({ params }) => {
      shown.push(params);
      return says(params);
    });
  }
  await client.connect(
    new StreamableHTTPClientTransport(new URL(RESOURCE), {
      fetch: (url, init) => {
        const headers = new Headers(init?.headers);
        if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
        const message = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined;
        if (message?.method !== 'tools/call') return fetch(new Request(url, { ...init, headers }));
        tamper?.(message.params);
        sent.push(message.params);
        const body = JSON.stringify(message);
        return fetch(new Request(url, { ...init, method: 'POST', headers, body }));
      },
    }),
  );
  return { client, shown, sent };
}

const textOf = (result: unknown): string =>
  (result as { content?: { text?: string }[] }).content?.[0]?.text ?? '';

describe('a client that can show a page', () => {
  let desk: ApprovalDesk;
  let token: string;
  beforeEach(async () => {
    desk = await startApprovalDesk();
    token = await tokenOf('sub-mia');
  });
  async function tokenOf(sub: string): Promise<string> {
    const claims = { sub, 'cognito:groups': ['support'], scope: `${RESOURCE}/destructive` };
    return desk.sealer.seal('access', { token: await desk.pool.token(claims), client: 'host' });
  }
  afterEach(() => desk.stop());
  const capabilities = { elicitation: { url: {} } };
  const idIn = (shown: Shown): string => new URL(String(shown.url)).pathname.split('/').at(-1) ?? '';

  it('is sent to it, and the call runs when a person has approved there', async () => {
    const agent = await connect(desk.server, {
      capabilities,
      token,
      says: async (shown) => {
        const { jar } = await desk.logIn();
        expect((await desk.decide(idIn(shown), jar)).status).toBe(303);
        return { action: 'accept' };
      },
    });
    const result = await agent.client.callTool({ name: 'close_case', arguments: { id: '7' } });
    expect(textOf(result)).toBe('closed 7');
    expect(agent.shown).toEqual([
      {
        mode: 'url',
        message: 'A person has to approve this call of close_case. The page shows it.',
        url: expect.stringMatching(/^https:\/\/mcp\.example\.com\/approvals\/[\w-]{34}$/),
      },
    ]);
    expect(agent.sent.map(({ requestState }) => requestState)).toEqual([
      undefined,
      expect.stringMatching(/^[\w-]{34}\.[\w-]{22}$/),
    ]);
  });

  it.each<Said>([{ action: 'accept' }, { action: 'cancel' }, { action: 'decline' }])(
    'and a person who only says %j there has decided nothing: it can be waited out',
    async (said) => {
      const agent = await connect(desk.server, { capabilities, token, says: () => said });
      const result = await agent.client.callTool({ name: 'close_case', arguments: { id: '7' } });
      expect(textOf(result)).toMatch(/^A person has to approve this call .* decided at https:/);
      expect([agent.shown.length, agent.sent.length]).toEqual([1, 2]);
      const { jar } = await desk.logIn();
      await desk.decide(idIn(agent.shown[0] ?? {}), jar);
      const later = await agent.client.callTool({ name: 'close_case', arguments: { id: '7' } });
      expect([textOf(later), agent.shown.length]).toEqual(['closed 7', 1]);
    },
  );

  it('cannot say yes itself, though nobody else has such a state', async () => {
    const agent = await connect(desk.server, {
      capabilities,
      token,
      says: () => ({ action: 'accept', content: { approve: true } }),
    });
    const result = await agent.client.callTool({ name: 'close_case', arguments: { id: '7' } });
    expect(textOf(result)).toMatch(/^A person has to approve this call/);
    expect(await desk.statusOf(idIn(agent.shown[0] ?? {}))).toBe('pending');
  });

  it('cannot answer with what another caller was asked', async () => {
    const cancel = (): Said => ({ action: 'cancel' });
    const mia = await connect(desk.server, { capabilities, token, says: cancel });
    await mia.client.callTool({ name: 'close_case', arguments: { id: '7' } });
    const { jar } = await desk.logIn();
    await desk.decide(idIn(mia.shown[0] ?? {}), jar);
    const eve = await connect(desk.server, {
      capabilities,
      token: await tokenOf('sub-eve'),
      tamper: (params) => Object.assign(params, { requestState: mia.sent.at(-1)?.requestState }),
    });
    const result = await eve.client.callTool({ name: 'close_case', arguments: { id: '7' } });
    expect(textOf(result)).toMatch(/^The requestState is not of a question about this call/);
    expect(await desk.statusOf(idIn(mia.shown[0] ?? {}))).toBe('approved');
  });

  it.each<[string, ClientCapabilities]>([
    ['no person', {}],
    ['forms alone', { elicitation: { form: {} } }],
    ['elicitation of an older kind', { elicitation: {} }],
  ])('is refused like everyone else when it has %s', async (_kind, weaker) => {
    const agent = await connect(desk.server, {
      capabilities: weaker,
      token,
      ...(weaker.elicitation && { says: () => ({ action: 'accept', content: { approve: true } }) as const }),
    });
    const result = await agent.client.callTool({ name: 'close_case', arguments: { id: '7' } });
    expect(textOf(result)).toMatch(/^A person has to approve this call/);
    expect([agent.shown, agent.sent.length]).toEqual([[], 1]);
  });
});

describe('a tool that the person in front of the client may approve', () => {
  const FORMS = { elicitation: { form: {} } };
  const yes = (): Said => ({ action: 'accept', content: { approve: true } });

  function transfers(approveInClient = true) {
    const runs: number[] = [];
    const clock = new ManualClock();
    const store = new MemoryApprovalStore();
    const module = defineTools({
      name: 'bank',
      tools: {
        transfer: tool({
          description: 'Transfers.',
          effect: 'destructive',
          approveInClient,
          input: z.object({ cents: z.number(), to: z.string().default('ana') }),
          handler: ({ cents }) => `transferred ${runs.push(cents)}`,
        }),
        wipe: tool({
          description: 'Wipes.',
          effect: 'destructive',
          approveInClient,
          input: z.object({ cents: z.number() }),
          handler: () => 'wiped',
        }),
      },
    });
    const server = serveInProcess(module, { clock, approvalStore: store });
    return { runs, clock, store, server };
  }

  const transfer = (agent: Agent, cents = 7, name = 'transfer') =>
    agent.client.callTool({ name, arguments: { cents } });

  it('is asked for in a form with all that the tool will get, and runs once', async () => {
    const { runs, store, clock, server } = transfers();
    const agent = await connect(server, { capabilities: FORMS, says: yes });
    const args = { cents: 7, to: 'ana\u202e\u{e0041}' };
    const result = await agent.client.callTool({ name: 'transfer', arguments: args });
    expect([textOf(result), runs]).toEqual(['transferred 1', [7]]);
    expect(agent.shown).toMatchObject([
      {
        message: 'May this call of transfer run?\n{\n  "cents": 7,\n  "to": "ana\\u202e\\u{e0041}"\n}',
        requestedSchema: { properties: { approve: { type: 'boolean' } }, required: ['approve'] },
      },
    ]);
    const [ticket] = await store.list(clock.now());
    const decidedBy = expect.stringMatching(/, in their client$/);
    expect(ticket).toMatchObject({ status: 'used', decidedBy });
    expect(server.lines.filter((line) => line.audit === 'approval')).toMatchObject([
      { message: 'requested', ticket: ticket?.id },
      { message: 'approved', ticket: ticket?.id, decidedBy, approver: ticket?.subject },
      { message: 'executed', ticket: ticket?.id, decidedBy, outcome: 'success' },
    ]);
    expect(await transfer(agent).then(textOf)).toContain('transferred');
  });

  it.each<Said>([{ action: 'accept', content: { approve: false } }, { action: 'decline' }])(
    'is denied by %j',
    async (said) => {
      const { runs, server } = transfers();
      const agent = await connect(server, { capabilities: FORMS, says: () => said });
      expect(textOf(await transfer(agent))).toMatch(/^A person denied this call/);
      expect(runs).toEqual([]);
    },
  );

  it.each<Said>([{ action: 'cancel' }, { action: 'accept' }, { action: 'accept', content: { other: true } }])(
    'is not decided by %j',
    async (said) => {
      const { runs, server } = transfers();
      const agent = await connect(server, { capabilities: FORMS, says: () => said });
      expect(textOf(await transfer(agent))).toMatch(/^A person has to approve this call/);
      expect(runs).toEqual([]);
    },
  );

  it('is no matter for a client where the tool does not say so', async () => {
    const { runs, server, store, clock } = transfers(false);
    const agent = await connect(server, { capabilities: FORMS, says: yes });
    expect(textOf(await transfer(agent))).toMatch(/^A person has to approve this call/);
    const [ticket] = await store.list(clock.now());
    expect([agent.shown, runs, ticket?.status]).toEqual([[], [], 'pending']);
  });

  describe('an answer', () => {
    const ANSWER = { approval: { action: 'accept', content: { approve: true } } };

    /** Sends a call with an answer that nobody was asked for. */
    async function forged(desk: ReturnType<typeof transfers>, state: string, cents = 7, name = 'transfer') {
      const agent = await connect(desk.server, {
        capabilities: FORMS,
        says: yes,
        tamper: (params) => Object.assign(params, { requestState: state, inputResponses: ANSWER }),
      });
      return textOf(await transfer(agent, cents, name));
    }

    /** The state of a question that nobody answered. */
    async function asked(desk: ReturnType<typeof transfers>, cents = 7): Promise<string> {
      const agent = await connect(desk.server, { capabilities: FORMS, says: () => ({ action: 'cancel' }) });
      await transfer(agent, cents);
      return agent.sent.at(-1)?.requestState ?? '';
    }

    it('with the state of its question decides', async () => {
      const desk = transfers();
      expect(await forged(desk, await asked(desk))).toBe('transferred 1');
    });

    it.each<[string, (state: string) => string]>([
      ['made up', () => 'state'],
      ['empty', () => ''],
      ['without its signature', (state) => state.split('.')[0] ?? ''],
      ['with an empty signature', (state) => `${state.split('.')[0]}.`],
      ['with another signature', (state) => `${state.slice(0, -22)}${'A'.repeat(22)}`],
      ['with more behind', (state) => `${state}.x`],
      ['of another id', (state) => `${'A'.repeat(4)}${state.slice(4)}`],
    ])('with a state %s is refused, and decides nothing', async (_kind, change) => {
      const desk = transfers();
      expect(await forged(desk, change(await asked(desk)))).toMatch(/^The requestState is not of a question/);
      const [ticket] = await desk.store.list(desk.clock.now());
      expect([desk.runs, ticket?.status]).toEqual([[], 'pending']);
    });

    it('to a question about other arguments, or another tool, is refused', async () => {
      const desk = transfers();
      const state = await asked(desk, 7);
      await asked(desk, 8);
      for (const answer of [await forged(desk, state, 8), await forged(desk, state, 7, 'wipe')])
        expect(answer).toMatch(/^The requestState is not of a question/);
      const tickets = await desk.store.list(desk.clock.now());
      expect([desk.runs, tickets.map(({ status }) => status)]).toEqual([[], ['pending', 'pending']]);
    });

    it('that comes again after the call ran is answered from its record; after that, it is refused', async () => {
      const desk = transfers();
      const state = await asked(desk);
      await forged(desk, state);
      expect(await forged(desk, state)).toContain('transferred 1');
      await desk.clock.advance(30 * 60_000);
      expect(await forged(desk, state)).toMatch(/^The requestState is not of a question/);
      expect(desk.runs).toEqual([7]);
    });

    it('that is sent a hundred times at once runs one call', async () => {
      const desk = transfers();
      const state = await asked(desk);
      await Promise.all(Array.from({ length: 100 }, () => forged(desk, state)));
      expect(desk.runs).toEqual([7]);
    });
  });
});

test('arguments that nobody would read to their end are refused before anybody is asked', async () => {
  const store = new MemoryApprovalStore();
  const clock = new ManualClock();
  const module = defineTools({
    name: 'post',
    tools: {
      send: tool({
        description: 'Sends.',
        effect: 'destructive',
        input: z.object({ text: z.string() }),
        handler: () => 'sent',
      }),
    },
  });
  const server = serveInProcess(module, { clock, approvalStore: store });
  const longest = 'x'.repeat(16_000 - '{"text":""}'.length);
  const send = async (text: string) => textOf((await server.call('send', { text })).result);
  expect(await send(`${longest}x`)).toMatch(/they take 16001 characters, 16000 are allowed/);
  expect(await store.list(clock.now())).toEqual([]);
  expect(await send(longest)).toMatch(/^A person has to approve/);
  expect((await store.list(clock.now()))[0]?.arguments).toBe(JSON.stringify({ text: longest }));
});
