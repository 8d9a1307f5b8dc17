import {
  defineTools,
  healthCheck,
  prompt,
  tool,
  type HandlerContext,
  type ToolContext,
  type ToolOptions,
} from 'cdk-mcp-service/tools';
import { z } from 'zod';
import { manifestOf } from '../../lambda/tools/manifest';
import { promptArguments } from '../../lambda/tools/prompt';

const GOOD: ToolOptions<z.ZodObject> = {
  description: 'Does it.',
  effect: 'read',
  input: z.object({}),
  handler: () => 'done',
};

const HANDLER_CONTEXT: HandlerContext = {
  caller: { subject: 'ana', scopes: [] },
  signal: new AbortController().signal,
  log: { debug() {}, info() {}, warn() {}, error() {} },
  requestId: 'r-1',
  secret: () => Promise.reject(new Error('none')),
  upstream: () => Promise.reject(new Error('none')),
};
const CONTEXT: ToolContext = { ...HANDLER_CONTEXT, progress: () => Promise.resolve() };

describe('what is left out has a safe default', () => {
  test('of a tool', () => {
    expect(tool({ ...GOOD, effect: 'destructive' })).toEqual({
      description: 'Does it.',
      effect: 'destructive',
      approval: 'always',
      approveInClient: false,
      input: GOOD.input,
      accept: expect.any(Function),
      scopes: ['destructive'],
      timeoutMs: 20_000,
      limits: { argumentDepth: 16, outputBytes: 65_536, outputItems: 1_000 },
      rates: {},
      idempotency: { keyArgument: 'idempotencyKey', derivedKey: true },
    });
  });

  test('of how calls are told apart, where it is said in part; a read has none', () => {
    const write = { ...GOOD, effect: 'write' } as const;
    expect(tool({ ...write, idempotency: { derivedKey: false } }).idempotency).toEqual({
      keyArgument: 'idempotencyKey',
      derivedKey: false,
    });
    expect(tool(GOOD).idempotency).toBeUndefined();
    expect(() => tool({ ...GOOD, idempotency: { derivedKey: false } })).toThrow(
      "A tool with effect 'read' has idempotency; it changes nothing and may run as often as it is called. Leave it out.",
    );
  });

  test('of a rule, where there is one', () => {
    expect(tool({ ...GOOD, check: () => undefined }).checkTimeoutMs).toBe(5_000);
    expect(tool({ ...GOOD, check: () => undefined, checkTimeoutMs: 100 }).checkTimeoutMs).toBe(100);
    expect(() => tool({ ...GOOD, checkTimeoutMs: 100 })).toThrow('A tool has checkTimeoutMs and no check;');
  });

  test('of a question in the client: it is not enough, and it needs a question', () => {
    expect(tool({ ...GOOD, effect: 'destructive', approveInClient: true }).approveInClient).toBe(true);
    expect(() => tool({ ...GOOD, effect: 'write', approveInClient: true })).toThrow(
      'A tool has approveInClient and asks for no approval;',
    );
  });

  test('of one limit, when the other is set', () => {
    expect(tool({ ...GOOD, limits: { outputBytes: 2_048 } }).limits).toEqual({
      argumentDepth: 16,
      outputBytes: 2_048,
      outputItems: 1_000,
    });
  });

  test('of a health check', () => {
    expect(healthCheck({ check: () => Promise.resolve() })).toMatchObject({
      critical: false,
      timeoutMs: 2_000,
    });
  });

  test('of a module, which nobody can change afterwards', () => {
    const module = defineTools({ name: 'desk', tools: { go: tool(GOOD) } });
    expect(module).toMatchObject({ prompts: {}, resources: {}, healthChecks: {} });
    expect(Object.isFrozen(module)).toBe(true);
  });

  test('of a module, also where an option is written out as undefined', () => {
    const module = defineTools({ name: 'desk', tools: { go: tool(GOOD) }, prompts: undefined });
    expect(manifestOf(module, '1.0.0').prompts).toEqual([]);
  });

  test('of a limit, also where it is written out as undefined', () => {
    expect(tool({ ...GOOD, limits: { outputBytes: undefined } }).limits.outputBytes).toBe(65_536);
  });
});

describe('arguments', () => {
  const add = tool({
    ...GOOD,
    input: z.object({ a: z.coerce.number(), b: z.number().default(1) }),
    output: z.object({ sum: z.number() }),
    handler: ({ a, b }) => ({ sum: a + b }),
  });

  test('that fit reach the handler as the schema makes them', async () => {
    const acceptance = await add.accept({ a: '2' });
    if (!acceptance.accepted) throw new Error('refused');
    expect(await acceptance.invocation.handle(CONTEXT)).toEqual({ sum: 3 });
    expect(acceptance.invocation.check(CONTEXT)).toBeUndefined();
  });

  test('that do not fit never do', async () => {
    const acceptance = await add.accept({ a: 1, b: 'x' });
    if (acceptance.accepted) throw new Error('accepted');
    expect(acceptance.issues).toMatchObject([{ path: ['b'], code: 'invalid_type' }]);
  });
});

describe('the manifest', () => {
  const module = defineTools({
    name: 'desk',
    tools: {
      look: tool({
        description: 'Does it.',
        effect: 'read',
        title: 'Look',
        input: z.object({
          id: z.string(),
          page: z.number().default(1),
          deep: z.object({ x: z.boolean() }).optional(),
        }),
        output: z.object({ found: z.string() }),
        handler: ({ id }) => ({ found: id }),
      }),
      note: tool({
        ...GOOD,
        effect: 'write',
        check: () => undefined,
        scopes: ['notes'],
        input: z.looseObject({}),
      }),
    },
    prompts: { greet: prompt({ description: 'Greets.', handler: () => 'Hello.' }) },
    resources: { motto: { uri: 'desk://motto', description: 'The motto.', read: () => 'Go.' } },
    healthChecks: {
      store: healthCheck({ critical: true, check: () => Promise.reject(new Error('never run')) }),
    },
  });

  test('is the module as data, and survives JSON', () => {
    const manifest = manifestOf(module, '1.2.3');
    expect(JSON.parse(JSON.stringify(manifest))).toEqual({
      contract: 1,
      name: 'desk',
      version: '1.2.3',
      tools: [
        {
          name: 'look',
          title: 'Look',
          description: 'Does it.',
          effect: 'read',
          scopes: ['read'],
          timeoutMs: 20_000,
          limits: { argumentDepth: 16, outputBytes: 65_536, outputItems: 1_000 },
          rates: {},
          approval: 'never',
          inputSchema: {
            type: 'object',
            properties: {
              id: { type: 'string' },
              page: { type: 'number', default: 1 },
              deep: {
                type: 'object',
                properties: { x: { type: 'boolean' } },
                required: ['x'],
                additionalProperties: false,
              },
            },
            required: ['id'],
            additionalProperties: false,
          },
          outputSchema: {
            type: 'object',
            properties: { found: { type: 'string' } },
            required: ['found'],
            additionalProperties: false,
          },
        },
        {
          name: 'note',
          description: 'Does it.',
          effect: 'write',
          scopes: ['notes'],
          timeoutMs: 20_000,
          checkTimeoutMs: 5_000,
          limits: { argumentDepth: 16, outputBytes: 65_536, outputItems: 1_000 },
          rates: {},
          approval: 'never',
          idempotency: { keyArgument: 'idempotencyKey', derivedKey: true },
          inputSchema: {
            type: 'object',
            properties: {
              idempotencyKey: {
                type: 'string',
                minLength: 1,
                maxLength: 200,
                description:
                  'Names this operation: choose a new unique value for a new operation, and repeat the value when you send the same operation again, so that it runs only once.',
              },
            },
            additionalProperties: {},
          },
        },
      ],
      prompts: ['greet'],
      resources: ['motto'],
      healthChecks: [{ name: 'store', critical: true, timeoutMs: 2_000 }],
    });
  });

  test('is the same text every time it is made', () => {
    expect(JSON.stringify(manifestOf(module, '1'))).toBe(JSON.stringify(manifestOf(module, '1')));
  });
});

describe('prompts', () => {
  const greet = prompt({
    description: 'Greets somebody.',
    arguments: z.object({
      name: z.string().describe('Whom to greet'),
      mood: z.string().optional(),
      tone: z.string().optional().describe('How'),
    }),
    handler: ({ name, mood = 'warm' }) => `Say a ${mood} hello to ${name}.`,
  });

  test('list their arguments, and which of them may be left out', () => {
    expect(promptArguments(greet)).toEqual([
      { name: 'name', description: 'Whom to greet', required: true },
      { name: 'mood', description: undefined, required: false },
      { name: 'tone', description: 'How', required: false },
    ]);
    expect(promptArguments(prompt({ description: 'Greets.', handler: () => 'Hello.' }))).toEqual([]);
  });

  test('keep what a field says of itself before it is made optional', () => {
    const listed = promptArguments(
      prompt({
        description: 'Greets.',
        arguments: z.object({ tone: z.string().describe('How').optional() }),
        handler: () => 'Hello.',
      }),
    );
    expect(listed).toMatchObject([{ name: 'tone', description: 'How' }]);
  });

  test('do not ask for an argument that has a default', () => {
    const listed = promptArguments(
      prompt({
        description: 'Greets.',
        arguments: z.object({ name: z.string().default('you') }),
        handler: ({ name }) => name,
      }),
    );
    expect(listed).toMatchObject([{ name: 'name', required: false }]);
  });

  test('render with arguments that fit, and refuse others', async () => {
    expect(await greet.render({ name: 'Ana' }, HANDLER_CONTEXT)).toBe('Say a warm hello to Ana.');
    await expect(greet.render({ mood: 'cold' }, HANDLER_CONTEXT)).rejects.toThrow(z.ZodError);
    await expect(greet.render(undefined, HANDLER_CONTEXT)).rejects.toThrow(z.ZodError);
  });

  test('without arguments ignore what they are sent', async () => {
    const plain = prompt({ description: 'Greets.', handler: (args) => JSON.stringify(args) });
    expect(await plain.render(undefined, HANDLER_CONTEXT)).toBe('{}');
    expect(await plain.render({ name: 'Ana' }, HANDLER_CONTEXT)).toBe('{}');
  });
});
