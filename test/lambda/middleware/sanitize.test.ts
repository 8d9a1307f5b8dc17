import { z } from 'zod';
import { conflict, content, defineTools, sensitive, tool, type ToolLimits } from '../../../lambda/tools';
import { serveInProcess } from '../../support/in-process';

type Reply = string | object;

async function replyOf(reply: Reply, limits: Partial<ToolLimits> = {}) {
  const answer = tool({
    description: 'Answers.',
    effect: 'write',
    input: z.object({}),
    limits,
    handler: () => reply,
  });
  return (await serveInProcess(defineTools({ name: 'answers', tools: { answer } })).call('answer', {}))
    .result;
}

const schema = z.object({
  name: z.string(),
  iban: sensitive(z.string()).optional(),
  contacts: z.array(z.object({ email: sensitive(z.string()), note: z.string().nullable() })).default([]),
  either: z
    .union([
      z.object({ kind: z.literal('a'), pin: sensitive(z.string()) }),
      z.object({ kind: z.literal('b') }),
    ])
    .optional(),
  more: z.record(z.string(), z.string()).optional(),
});

async function structuredOf(
  reply: z.input<typeof schema> | Record<string, unknown>,
  limits: Partial<ToolLimits> = {},
) {
  const answer = tool({
    description: 'Answers.',
    effect: 'write',
    input: z.object({}),
    output: schema,
    limits,
    handler: () => reply as z.input<typeof schema>,
  });
  return (await serveInProcess(defineTools({ name: 'answers', tools: { answer } })).call('answer', {}))
    .result;
}

describe('a text', () => {
  it('leaves without escapes, invisible characters and secrets', async () => {
    expect(await replyOf('\u001b[31mpostgres://app:hunter2@db\u200b/x\u001b[0m')).toEqual({
      content: [{ type: 'text', text: 'postgres://app:[redacted]@db/x' }],
    });
  });

  it('inside an object is cleaned before it becomes JSON', async () => {
    expect(await replyOf({ 'k\u200bey': ['\u001b[31mred'], when: new Date(0) })).toEqual({
      content: [{ type: 'text', text: '{"key":["red"],"when":"1970-01-01T00:00:00.000Z"}' }],
    });
  });

  it('in a block is cleaned, and a picture stays as it is', async () => {
    const blocks = content(
      { type: 'text', text: 'a\u202eb' },
      { type: 'image', data: 'QUtJQUlPU0ZPRE5ON0VYQU1QTEU=', mimeType: 'image/png' },
      { type: 'resource', resource: { uri: 'x://y', text: 'password=hunter2' } },
      { type: 'resource_link', uri: 'x://z', name: 'a\u200bb', description: 'c\u0007d' },
    );
    expect(await replyOf(blocks)).toMatchObject({
      content: [
        { text: 'ab' },
        { data: 'QUtJQUlPU0ZPRE5ON0VYQU1QTEU=' },
        { resource: { text: 'password=[redacted]' } },
        { name: 'ab', description: 'cd' },
      ],
    });
  });

  it('that is too long is cut between characters, whatever they are', async () => {
    for (const character of ['a', 'é', '\n', '"', '漢', '👍']) {
      const result = await replyOf(character.repeat(3_000), { outputBytes: 2_048 });
      expect(Buffer.byteLength(JSON.stringify(result))).toBeLessThanOrEqual(2_048);
      const [first, notice] = (result?.content ?? []) as { text: string }[];
      expect(new Set(first?.text)).toEqual(new Set([character]));
      expect(notice?.text).toMatch(/The call ran.*do not repeat/);
    }
  });

  it('list that is too long is refused, and says that it ran', async () => {
    expect(
      await replyOf(
        Array.from({ length: 11 }, () => 1),
        { outputItems: 10 },
      ),
    ).toMatchObject({
      isError: true,
      content: [
        {
          text: expect.stringContaining(
            'The call ran, but a list in its result is longer than the 10 items allowed.',
          ),
        },
      ],
    });
  });
});

describe('a structure', () => {
  it('leaves with its marked fields redacted, at any depth and in any member of a union', async () => {
    const result = await structuredOf({
      name: 'Ana',
      iban: 'DE89370400440532013000',
      contacts: [{ email: 'ana@example.com', note: null }],
      either: { kind: 'a', pin: '1234' },
    });
    const expected = {
      name: 'Ana',
      iban: '[redacted]',
      contacts: [{ email: '[redacted]', note: null }],
      either: { kind: 'a', pin: '[redacted]' },
    };
    expect(result).toEqual({
      content: [{ type: 'text', text: JSON.stringify(expected) }],
      structuredContent: expected,
    });
  });

  it('leaves without fields that the schema does not name', async () => {
    const result = await structuredOf({
      name: 'Ana',
      passwordHash: 'x',
      contacts: [{ email: 'e', note: 'n', internal: 1 }],
    });
    expect(JSON.stringify(result)).not.toMatch(/passwordHash|internal/);
    expect(result).toMatchObject({ structuredContent: { name: 'Ana' } });
  });

  it('is cleaned in values and keys that the schema leaves open', async () => {
    expect(await structuredOf({ name: 'A\u200bna', more: { 'a\u202eb': 'c\u001b[1m' } })).toMatchObject({
      structuredContent: { name: 'Ana', more: { ab: 'c' } },
    });
  });

  it('with a list that is too long is an error that says it ran', async () => {
    const contacts = Array.from({ length: 11 }, () => ({ email: 'e', note: 'n' }));
    expect(await structuredOf({ name: 'x', contacts }, { outputItems: 10 })).toMatchObject({
      isError: true,
      _meta: { 'cdk-mcp-service/error': { code: 'OUTPUT_INVALID', outcome: 'executed' } },
    });
  });

  it('that does not fit is not shown', async () => {
    const result = await structuredOf({ name: 7 });
    expect(JSON.stringify(result)).not.toContain('7}');
    expect(result).toMatchObject({ isError: true });
  });
});

it('cleans and bounds the sentence of an error that a tool chose', async () => {
  const answer = tool({
    description: 'Answers.',
    effect: 'write',
    input: z.object({}),
    handler() {
      throw conflict(`\u001b[31mdb said: password=hunter2 ${'x'.repeat(5_000)}`);
    },
  });
  const { result } = await serveInProcess(defineTools({ name: 'answers', tools: { answer } })).call(
    'answer',
    {},
  );
  const text = JSON.stringify(result);
  expect(text).toContain('db said: password=[redacted]');
  expect(text.length).toBeLessThan(2_000);
});
