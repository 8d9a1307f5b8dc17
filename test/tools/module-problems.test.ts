import {
  ToolsModuleError,
  defineTools,
  healthCheck,
  prompt,
  resource,
  tool,
  type Tool,
  type ToolOptions,
  type ToolsModuleOptions,
} from 'cdk-mcp-service/tools';
import { z } from 'zod';
import { z as mini } from 'zod/mini';
import { z as zod3 } from 'zod/v3';
import { asToolsModule } from '../../lambda/tools/define-tools';

type Options = ToolOptions<z.ZodObject>;

const GOOD: Options = {
  description: 'Does it.',
  effect: 'read',
  input: z.object({}),
  handler: () => 'done',
};

/** A tool as plain JavaScript could write it: the compiler would refuse most of these. */
function toolWith(changes: { readonly [option in keyof Options]?: unknown }): Tool {
  return tool({ ...GOOD, ...changes } as Options);
}

function problemsOf(changes: { readonly [option in keyof ToolsModuleOptions]?: unknown }): string[] {
  const options = { name: 'desk', tools: { go: tool(GOOD) }, ...changes } as ToolsModuleOptions;
  try {
    defineTools(options);
  } catch (error) {
    if (!(error instanceof ToolsModuleError)) throw error;
    return error.message.split('\n- ').slice(1);
  }
  return [];
}

const BAD_NAME =
  "hosts refuse the name; allowed are a letter, then letters, digits, '_' and '-', at most 64 in all.";
const EMPTY = 'description is empty; say in a sentence or two what it does and when to use it.';
const INVISIBLE =
  'description has control or invisible characters; hosts treat them as an attack. Remove them.';
const EFFECTS =
  "say what the tool may do: 'read' changes nothing, 'write' can be undone, 'destructive' cannot.";
const GIVE_OBJECT = 'give a zod object of zod 4.2 or newer: z.object({ … }).';
const OBJECTS_ONLY = 'the protocol allows objects only. Wrap it: z.object({ value: … }).';
const NO_JSON = 'use types that JSON has, for example z.iso.datetime() for a date.';
const TOKEN = 'is not a scope token (RFC 6749 §3.3): printable ASCII without spaces, quotes and backslashes.';

describe('a tool that hosts or the server would refuse', () => {
  test.each<readonly [string, { readonly [option in keyof Options]?: unknown }, readonly string[]]>([
    ['no effect', { effect: undefined }, [`effect is missing; ${EFFECTS}`]],
    ['an effect of another name', { effect: 'admin' }, [`effect is "admin"; ${EFFECTS}`]],
    ['no description', { description: undefined }, [EMPTY]],
    ['an empty description', { description: '' }, [EMPTY]],
    ['a blank description', { description: ' \n\t' }, [EMPTY]],
    [
      'a description that is too long',
      { description: 'x'.repeat(1_025) },
      [
        "description has 1025 characters; hosts allow 1024. Move details to the input fields' own descriptions.",
      ],
    ],
    ['a zero-width space', { description: 'Adds\u200b.' }, [INVISIBLE]],
    ['a text direction override', { description: 'Adds\u202e.' }, [INVISIBLE]],
    ['a tag character', { description: 'Adds\u{e0041}.' }, [INVISIBLE]],
    ['a control character', { description: 'Adds\u0007.' }, [INVISIBLE]],
    [
      'a call that counts for nothing',
      { rates: { cost: 0 } },
      ['rates.cost is 0; allowed are whole numbers from 1 to 1000: what one call counts for.'],
    ],
    [
      'a rate that is none',
      { rates: { tool: 60 } },
      ['rates.tool is 60; give { perMinute, burst }, or false for no limit.'],
    ],
    [
      'a burst smaller than one call',
      { rates: { callerTool: { perMinute: 60, burst: 10 }, cost: 20 } },
      [
        'rates.callerTool: burst is 10; at 60 a minute and a cost of 20 give 22 or more: a part is kept back for clocks that differ and tokens in flight.',
      ],
    ],
    [
      'a choice that is none',
      { rates: { whenUnavailable: 'maybe' } },
      ["rates.whenUnavailable is 'maybe'; allowed are 'allow' and 'deny'."],
    ],
    [
      'a key that the input does not have',
      { effect: 'write', input: z.object({ order: z.string() }), idempotency: { keyArgument: 'invoice' } },
      [
        "idempotency.keyArgument is 'invoice', which is no field of the input; name one of order, or leave keyArgument out to have 'idempotencyKey' advertised.",
      ],
    ],
    [
      'a key in an input without fields',
      { effect: 'write', idempotency: { keyArgument: 'invoice' } },
      [
        "idempotency.keyArgument is 'invoice', which is no field of the input; add it, or leave keyArgument out to have 'idempotencyKey' advertised.",
      ],
    ],
    [
      'a key that is no name',
      { effect: 'write', input: z.object({ idempotencyKey: z.object({}) }) },
      [
        "'idempotencyKey' names a call and is of type object in the input; use z.string() or z.int(), so that two calls have the same key exactly when it is written the same.",
      ],
    ],
    [
      'a key of several kinds',
      {
        effect: 'write',
        input: z.object({ id: z.union([z.string(), z.boolean()]) }),
        idempotency: { keyArgument: 'id' },
      },
      [
        "'id' names a call and is of type several kinds in the input; use z.string() or z.int(), so that two calls have the same key exactly when it is written the same.",
      ],
    ],
    ['no input', { input: undefined }, [`input is of type undefined; ${GIVE_OBJECT}`]],
    ['a plain object as input', { input: { a: 'string' } }, [`input is of type object; ${GIVE_OBJECT}`]],
    ['an input of zod 3', { input: zod3.object({}) }, [`input is a zod 3 schema; ${GIVE_OBJECT}`]],
    ['an input that is no object', { input: z.string() }, [`input is a zod string; ${OBJECTS_ONLY}`]],
    [
      'an input that becomes something else',
      { input: z.object({}).transform(() => 1) },
      [`input is a zod pipe; ${OBJECTS_ONLY}`],
    ],
    [
      'an input that JSON cannot carry',
      { input: z.object({ at: z.date() }) },
      [`input cannot be written as JSON Schema (Date cannot be represented in JSON Schema); ${NO_JSON}`],
    ],
    [
      'an output that is no object',
      { output: z.array(z.string()) },
      [`output is a zod array; ${OBJECTS_ONLY}`],
    ],
    ['an output of zod 3', { output: zod3.object({}) }, [`output is a zod 3 schema; ${GIVE_OBJECT}`]],
    [
      'an output that JSON cannot carry',
      { output: z.object({ total: z.bigint() }) },
      [`output cannot be written as JSON Schema (BigInt cannot be represented in JSON Schema); ${NO_JSON}`],
    ],
    ['no scopes', { scopes: [] }, ['scopes is empty; leave it out for the default, which is the effect.']],
    [
      'scopes that no token can carry',
      { scopes: ['tickets:read', 'two words', '"', '\\', 'é', ''] },
      ['two words', '"', '\\', 'é', ''].map((scope) => `scope '${scope}' ${TOKEN}`),
    ],
    ...[0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 900_001].map(
      (value) =>
        [
          `a time-out of ${value}`,
          { timeoutMs: value },
          [`timeoutMs is ${value}; allowed are whole numbers from 1 to 900000 milliseconds.`],
        ] as const,
    ),
    [
      "a rule's time-out of a minute and more",
      { check: () => undefined, checkTimeoutMs: 60_001 },
      ['checkTimeoutMs is 60001; allowed are whole numbers from 1 to 60000 milliseconds.'],
    ],
    [
      'a result of no size',
      { limits: { outputBytes: 1_023 } },
      ['limits.outputBytes is 1023; allowed are whole numbers from 1024 to 5000000.'],
    ],
    [
      'arguments of no depth',
      { limits: { argumentDepth: 0 } },
      ['limits.argumentDepth is 0; allowed are whole numbers from 1 to 64.'],
    ],
  ])('%s', (_what, changes, problems) => {
    expect(problemsOf({ tools: { go: toolWith(changes) } })).toEqual(
      problems.map((problem) => `tool 'go': ${problem}`),
    );
  });

  test.each([
    ['get-ticket.v2', 'get-ticket_v2'],
    ['get ticket', 'get_ticket'],
    ['1st_ticket', 'st_ticket'],
    ['_private', 'private'],
    ['tickets/open', 'tickets_open'],
    ['日本', 'my_tool'],
    ['', 'my_tool'],
    ['a'.repeat(65), 'a'.repeat(64)],
  ])('a tool named %j is told a name that is allowed: %s', (name, suggestion) => {
    const problem = `${BAD_NAME} Rename it, for example to '${suggestion}'.`;
    expect(problemsOf({ tools: { [name]: tool(GOOD) } })).toEqual([`tool '${name}': ${problem}`]);
    expect(problemsOf({ tools: { [suggestion]: tool(GOOD) } })).toEqual([]);
  });

  test.each([
    ['an object that tool() did not make', GOOD],
    ['nothing', undefined],
    ['a function', GOOD.handler],
  ])('%s in its place', (_what, value) => {
    expect(problemsOf({ tools: { go: value } })).toEqual([
      "tool 'go': is not a tool; wrap it: tool({ description, effect, input, handler }).",
    ]);
  });

  test('an input of zod/mini is told apart from an object of zod', () => {
    expect(problemsOf({ tools: { go: toolWith({ input: mini.object({}) }) } })).not.toEqual([
      `tool 'go': input is a zod object; ${OBJECTS_ONLY}`,
    ]);
  });
});

describe('what is allowed, up to its bounds', () => {
  test.each<readonly [string, { readonly [option in keyof Options]?: unknown }]>([
    ['a description of 1,024 characters', { description: 'x'.repeat(1_024) }],
    [
      'line breaks, tabs, and the joiners of scripts and emoji',
      { description: 'a\n\tb\r\n👩\u200d🔬 می\u200cخواهم' },
    ],
    ['the longest and shortest times', { timeoutMs: 900_000, check: () => undefined, checkTimeoutMs: 1 }],
    ['the widest limits', { limits: { outputBytes: 5_000_000, argumentDepth: 64 } }],
    ['the narrowest limits', { limits: { outputBytes: 1_024, argumentDepth: 1 } }],
    ['scopes of any printable text', { scopes: ['tickets:read', 'https://a.example/b?c', '!#~'] }],
    ['an object with a refinement', { input: z.object({ a: z.string() }).refine(() => true) }],
    ['loose and strict objects', { input: z.looseObject({}), output: z.strictObject({}) }],
  ])('%s', (_what, changes) => {
    expect(problemsOf({ tools: { go: toolWith(changes) } })).toEqual([]);
  });
});

describe('a module that hosts or the server would refuse', () => {
  test.each(['', 'Desk', '1desk', 'my desk', 'desk_1', 'a'.repeat(65)])('named %j', (name) => {
    expect(problemsOf({ name })).toEqual([
      `name is '${name}'; allowed are lower-case letters, digits and dashes, at most 64, starting with a letter.`,
    ]);
  });

  test('without a name', () => {
    expect(problemsOf({ name: undefined })).toHaveLength(1);
  });

  test.each([{}, undefined])('with %j as tools', (tools) => {
    expect(problemsOf({ tools })).toEqual(['tools is empty; give at least one tool.']);
  });

  test.each(['motto', '/motto', '', '{scheme}://x'])('with a resource at %j', (uri) => {
    const resources = { motto: resource({ uri, description: 'The motto.', read: () => '' }) };
    expect(problemsOf({ resources })).toEqual([
      `resource 'motto': uri is '${uri}'; give an absolute URI such as 'tickets://open'.`,
    ]);
  });

  test('with prompts and resources that hosts would refuse', () => {
    expect(
      problemsOf({
        prompts: { 'say hello': prompt({ description: '', handler: () => '' }) },
        resources: { 'the.motto': resource({ uri: 'a://b', description: 'a\u200b', read: () => '' }) },
      }),
    ).toEqual([
      `prompt 'say hello': ${BAD_NAME} Rename it, for example to 'say_hello'.`,
      `prompt 'say hello': ${EMPTY}`,
      `resource 'the.motto': ${BAD_NAME} Rename it, for example to 'the_motto'.`,
      `resource 'the.motto': ${INVISIBLE}`,
    ]);
  });

  test.each([0, 10_001, 0.5])('with a health check of %d ms', (timeoutMs) => {
    const healthChecks = { store: healthCheck({ timeoutMs, check: () => Promise.resolve() }) };
    expect(problemsOf({ healthChecks })).toEqual([
      `healthChecks.store.timeoutMs is ${timeoutMs}; allowed are whole numbers from 1 to 10000 milliseconds.`,
    ]);
  });

  test('every problem of every tool is named at once, in the order of the module', () => {
    const tools = {
      go: toolWith({ effect: undefined, timeoutMs: 0 }),
      'go.on': toolWith({ description: '' }),
    };
    expect(() => defineTools({ name: 'Desk', tools })).toThrow(
      new ToolsModuleError(
        [
          'The tools module cannot be used:',
          "- name is 'Desk'; allowed are lower-case letters, digits and dashes, at most 64, starting with a letter.",
          `- tool 'go': effect is missing; ${EFFECTS}`,
          "- tool 'go': timeoutMs is 0; allowed are whole numbers from 1 to 900000 milliseconds.",
          `- tool 'go.on': ${BAD_NAME} Rename it, for example to 'go_on'.`,
          `- tool 'go.on': ${EMPTY}`,
        ].join('\n'),
      ),
    );
  });
});

describe('the default export', () => {
  test('of a module is taken as it is', () => {
    const module = defineTools({ name: 'desk', tools: { go: tool(GOOD) } });
    expect(asToolsModule(module)).toBe(module);
  });

  test.each([
    ['nothing', undefined, 'nothing'],
    ['null', null, 'a value of type object'],
    ['a function', () => undefined, 'a value of type function'],
    ['options that defineTools did not see', { name: 'desk', tools: {} }, 'a value of type object'],
    ['a text', 'desk', 'a value of type string'],
  ])('%s is refused with what to write', (_what, value, got) => {
    expect(() => asToolsModule(value)).toThrow(
      new ToolsModuleError(
        `The tools module must export the result of defineTools as its default; got ${got}. Write 'export default defineTools({ … })'.`,
      ),
    );
  });
});
