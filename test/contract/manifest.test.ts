import {
  SENSITIVE_KEY,
  longestCallMs,
  scopesOf,
  type Manifest,
  type ToolManifest,
} from '../../lambda/contract';

function toolNamed(name: string, changes: Partial<ToolManifest> = {}): ToolManifest {
  return {
    name,
    description: 'Does it.',
    effect: 'read',
    scopes: ['read'],
    timeoutMs: 1_000,
    limits: { argumentDepth: 16, outputBytes: 65_536, outputItems: 1_000 },
    rates: {},
    approval: 'never',
    inputSchema: { type: 'object' },
    ...changes,
  };
}

const MANIFEST: Manifest = {
  contract: 1,
  name: 'desk',
  version: '1.0.0',
  tools: [],
  prompts: [],
  resources: [],
  healthChecks: [],
};

test('the longest call is a rule and its handler together, not the longest of each', () => {
  const tools = [
    toolNamed('slow', { timeoutMs: 9_000 }),
    toolNamed('ruled', { timeoutMs: 6_000, checkTimeoutMs: 4_000 }),
    toolNamed('careful', { timeoutMs: 1, checkTimeoutMs: 5_000 }),
  ];
  expect(longestCallMs({ prompts: [], resources: [], tools })).toBe(10_000);
  expect(longestCallMs({ prompts: [], resources: [], tools: [] })).toBe(0);
  expect(longestCallMs({ prompts: ['greet'], resources: [], tools: [] })).toBe(20_000);
  expect(longestCallMs({ prompts: [], resources: ['motto'], tools: [] })).toBe(20_000);
});

test('every scope is listed once, sorted', () => {
  const tools = [
    toolNamed('refund', { scopes: ['write', 'money'] }),
    toolNamed('look'),
    toolNamed('note', { scopes: ['write'] }),
  ];
  expect(scopesOf({ ...MANIFEST, tools })).toEqual(['money', 'read', 'write']);
});

test.each([
  ['a prompt', { prompts: ['greet'] }],
  ['a resource', { resources: ['motto'] }],
])('%s needs the right to read, even where no tool does', (_what, changes) => {
  const tools = [toolNamed('note', { scopes: ['write'] })];
  expect(scopesOf({ ...MANIFEST, tools })).toEqual(['write']);
  expect(scopesOf({ ...MANIFEST, tools, ...changes })).toEqual(['read', 'write']);
});

test('the mark of a sensitive field keeps its name: schemas that were shipped carry it', () => {
  expect(SENSITIVE_KEY).toBe('sensitive');
});
