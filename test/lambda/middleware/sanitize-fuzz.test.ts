import { z } from 'zod';
import type { Outcome } from '../../../lambda/call';
import { sanitize } from '../../../lambda/middleware/sanitize';
import type { ToolError } from '../../../lambda/tool-error';
import { content, sensitive, tool, type ContentBlock } from '../../../lambda/tools';
import { Chance } from '../../idempotency/chance';
import { makeCall } from './made-call';

const SEEDS = Number(process.env.FUZZ_SEEDS ?? 400);
const OUTPUT_BYTES = 2_048;
const OUTPUT_ITEMS = 20;

/** What must not leave. */
const SECRETS = [
  'password=hunter2-4711',
  'AKIAIOSFODNN7EXAMPLE',
  'postgres://app:hunter2-4711@db/x',
  `ghp_${'a1'.repeat(18)}`,
] as const;
const LEAKED = /hunter2|AKIA[A-Z2-7]{16}|ghp_\w{36}|DE89/;
const HIDDEN = ['\u001b[31m', '\u0000', '\u200b', '\u202e', '\u{e0041}', '\u0085', '\ufeff'] as const;
const UNCLEAN = /(?![\t\n\r])\p{Cc}|[\u200b\u202a-\u202e\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/u;
const PLAIN = ['note', 'é', '漢', '👍', '"', '\\', '\n', ' and ', '-'] as const;

function text(chance: Chance, pieces = 6): string {
  return Array.from({ length: chance.below(pieces) }, () => {
    const kind = chance.below(6);
    return kind === 0
      ? ` ${chance.pick(SECRETS)} `
      : kind === 1
        ? chance.pick(HIDDEN)
        : chance.pick(PLAIN).repeat(chance.pick([1, 1, 1, 300]));
  }).join('');
}

function nameOf(chance: Chance, index: number): string {
  return `k${chance.pick(HIDDEN)}${index}${chance.once(4) ? ` ${chance.pick(SECRETS)}` : ''}`;
}

function value(chance: Chance, depth = 3): unknown {
  const kind = chance.below(depth === 0 ? 3 : 5);
  if (kind < 2) return text(chance);
  if (kind === 2) return chance.pick([0, 1.5, true, false]);
  const size = chance.pick([0, 1, 2, chance.once(3) ? OUTPUT_ITEMS + 1 : 3]);
  const children = Array.from({ length: size }, () => (size > 9 ? 1 : value(chance, depth - 1)));
  if (kind === 3) return children;
  return Object.fromEntries(children.map((child, index) => [nameOf(chance, index), child]));
}

function block(chance: Chance): ContentBlock {
  return chance.pick<() => ContentBlock>([
    () => ({ type: 'text', text: text(chance) }),
    () => ({
      type: 'image',
      data: 'QUJD'.repeat(chance.below(400)),
      mimeType: `image/${chance.pick(HIDDEN)}png`,
    }),
    () => ({ type: 'resource', resource: { uri: text(chance), text: text(chance) } }),
    () => ({ type: 'resource_link', uri: text(chance), name: text(chance), description: text(chance) }),
  ])();
}

const output = z.object({
  title: z.string(),
  iban: sensitive(z.string()),
  rows: z.array(z.object({ note: z.string().nullable(), pin: sensitive(z.string()).optional() })),
  more: z.record(z.string(), z.unknown()),
});

function structure(chance: Chance): unknown {
  const rows = Array.from({ length: chance.pick([0, 1, 3, OUTPUT_ITEMS, OUTPUT_ITEMS + 1]) }, () => ({
    note: chance.once(4) ? null : text(chance, 2),
    ...(chance.once(2) && { pin: 'DE89' }),
    hidden: 'DE89',
  }));
  const title = chance.once(8) ? 7 : text(chance);
  return { title, iban: 'DE89 3704', rows, more: { [nameOf(chance, 0)]: value(chance, 1) } };
}

/** Every text of a value, names too. */
function textsOf(tree: unknown): string[] {
  if (typeof tree === 'string') return [tree];
  if (typeof tree !== 'object' || tree === null) return [];
  return Object.entries(tree).flatMap(([name, child]) => [name, ...textsOf(child)]);
}

function longestList(tree: unknown): number {
  if (typeof tree !== 'object' || tree === null) return 0;
  return Math.max(0, Array.isArray(tree) ? tree.length : 0, ...Object.values(tree).map(longestList));
}

async function live(chance: Chance): Promise<{ readonly problems: string[]; readonly ending: string }> {
  const kind = chance.pick(['plain', 'blocks', 'structure']);
  const limits = { outputBytes: OUTPUT_BYTES, outputItems: OUTPUT_ITEMS };
  const shared = { description: 'Acts.', effect: 'write' as const, input: z.object({}), limits };
  const act =
    kind === 'structure'
      ? tool({ ...shared, output, handler: () => ({ title: '', iban: '', rows: [], more: {} }) })
      : tool({ ...shared, handler: () => '' });
  const reply =
    kind === 'structure'
      ? structure(chance)
      : kind === 'blocks'
        ? content(...Array.from({ length: chance.below(6) }, () => block(chance)))
        : value(chance);
  const outcome: Outcome = await sanitize(await makeCall(act).accept(), () =>
    Promise.resolve({ kind: 'reply', reply }),
  );
  if (outcome.kind === 'error')
    return { problems: problemsOfRefusal(outcome.error), ending: `${kind} refused` };
  const { content: blocks } = outcome.result;
  const cut = textsOf(blocks).some((one) => one.includes('was cut to'));
  return {
    problems: [
      ...problemsOfResult(outcome, kind === 'structure'),
      ...(kind !== 'blocks' && longestList(reply) > OUTPUT_ITEMS ? ['a list is too long'] : []),
    ],
    ending: `${kind} ${cut ? 'cut' : 'whole'}`,
  };
}

function problemsOfRefusal({ code, outcome, message }: ToolError): string[] {
  return [
    ...(code === 'OUTPUT_INVALID' && outcome === 'executed' ? [] : [`${code} ${outcome}`]),
    ...(/^The call ran, but .*[Dd]o not repeat/.test(message) && !LEAKED.test(message) ? [] : [message]),
  ];
}

function problemsOfResult(
  { result, bytes }: Extract<Outcome, { kind: 'result' }>,
  structured: boolean,
): string[] {
  const texts = textsOf(result);
  const { structuredContent } = result;
  const told = JSON.stringify([{ type: 'text', text: JSON.stringify(structuredContent) }]);
  const faults: readonly [string, boolean][] = [
    ['another size is told', bytes !== Buffer.byteLength(JSON.stringify(result))],
    ['it is too large', bytes > OUTPUT_BYTES],
    ['a secret leaves', texts.some((one) => LEAKED.test(one))],
    ['something hidden leaves', texts.some((one) => UNCLEAN.test(one))],
    ['a character is cut in two', texts.some((one) => Buffer.from(one).toString() !== one)],
    ['structure comes with no schema, or none with one', structured !== (structuredContent !== undefined)],
    ['it does not fit its schema', structured && !output.safeParse(structuredContent).success],
    ['text and structure differ', structured && JSON.stringify(result.content) !== told],
  ];
  return faults.flatMap(([name, found]) => (found ? [name] : []));
}

test(`${SEEDS} seeds: whatever a tool replies leaves clean and bounded, or says that it ran`, async () => {
  const reached = new Set<string>();
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { problems, ending } = await live(new Chance(seed));
    expect({ seed, problems }).toEqual({ seed, problems: [] });
    reached.add(ending);
  }
  expect([...reached].toSorted()).toEqual([
    'blocks cut',
    'blocks whole',
    'plain cut',
    'plain refused',
    'plain whole',
    'structure refused',
    'structure whole',
  ]);
});
