import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { conflict, defineTools, tool } from '../../lambda/tools';
import { MemoryIdempotencyStore } from '../../lambda/state/idempotency/memory-store';
import type { OwnedRecord } from '../../lambda/state/idempotency/store';
import type { ServiceRates } from '../../lambda/contract';
import { NO_RATES } from '../support/settings';
import { serveInProcess } from '../support/in-process';
import { startIssuer, AUDIENCE } from '../support/issuer';

/** A tool that says which of its parts ran. */
function traced(trace: string[], options: { check?: () => void; handler?: () => unknown } = {}) {
  return defineTools({
    name: 'traced',
    tools: {
      act: tool({
        description: 'Acts.',
        effect: 'destructive',
        approval: 'never',
        input: z.object({ id: z.string() }),
        output: z.object({ ok: z.boolean() }),
        check() {
          trace.push('check');
          options.check?.();
        },
        handler() {
          trace.push('handler');
          return (options.handler?.() ?? { ok: true }) as { ok: boolean };
        },
      }),
    },
  });
}

const codeOf = (answer: { result?: Record<string, unknown> }) =>
  (answer.result?._meta as Record<string, { code: string }> | undefined)?.['cdk-mcp-service/error']?.code;

it('has the order that was decided', () => {
  const source = readFileSync('lambda/pipeline.ts', 'utf8');
  const nested = source.slice(source.indexOf('return (incoming)'));
  expect(nested.match(/\w+(?=\()|handle/g)).toEqual([
    'observed',
    'authorized',
    'limited',
    'validate',
    'once',
    'checked',
    'approved',
    'sanitize',
    'timed',
    'handle',
  ]);
});

it('tells whoever may not call nothing about the arguments', async () => {
  const issuer = await startIssuer();
  const trace: string[] = [];
  const server = serveInProcess(traced(trace), {
    settings: { auth: { kind: 'jwt', issuer: issuer.url, audience: AUDIENCE } },
  });
  const answer = await server.call('act', { wrong: 1 }, { authorization: `Bearer ${await issuer.token()}` });
  expect(answer.status).toBe(403);
  expect(trace).toEqual([]);
  await issuer.stop();
});

it('asks the rule only about arguments that fit', async () => {
  const trace: string[] = [];
  const answer = await serveInProcess(traced(trace)).call('act', { id: 7 });
  expect(codeOf(answer)).toBe('INVALID_ARGUMENTS');
  expect(trace).toEqual([]);
});

it('runs the handler only when the rule lets the call pass', async () => {
  const trace: string[] = [];
  const refuse = () => {
    throw conflict('Closed already.');
  };
  const answer = await serveInProcess(traced(trace, { check: refuse })).call('act', { id: '7' });
  expect(codeOf(answer)).toBe('CONFLICT');
  expect(trace).toEqual(['check']);
});

it('cleans what the handler answers and throws', async () => {
  const answers = await Promise.all([
    serveInProcess(traced([], { handler: () => ({ ok: 'yes' }) })).call('act', { id: '7' }),
    serveInProcess(
      traced([], {
        handler() {
          throw new Error('secret');
        },
      }),
    ).call('act', { id: '7' }),
  ]);
  expect(answers.map(codeOf)).toEqual(['OUTPUT_INVALID', 'INTERNAL']);
});

it('runs rule and handler once, in this order, for a call that passes', async () => {
  const trace: string[] = [];
  const answer = await serveInProcess(traced(trace)).call('act', { id: '7' });
  expect(answer.result).toMatchObject({ structuredContent: { ok: true } });
  expect(trace).toEqual(['check', 'handler']);
});

const ONE_CALL: ServiceRates = { ...NO_RATES, caller: { perMinute: 1, burst: 2 } };

it('limits an agent that loops on arguments that do not fit', async () => {
  const server = serveInProcess(traced([]), { settings: { rates: ONE_CALL } });
  const codes = [];
  for (let index = 0; index < 3; index += 1) codes.push(codeOf(await server.call('act', { id: 7 })));
  expect(codes).toEqual(['INVALID_ARGUMENTS', 'RATE_LIMITED', 'RATE_LIMITED']);
});

it('takes nothing from the limits of a caller that may not call', async () => {
  const server = serveInProcess(traced([]), {
    settings: { rates: ONE_CALL },
    switches: {
      list: () => Promise.resolve([{ kind: 'tool', name: 'act', reason: 'why' }]),
      changes: () => Promise.resolve([]),
    },
  });
  for (let index = 0; index < 3; index += 1)
    expect(codeOf(await server.call('act', { id: '7' }))).toBe('BLOCKED');
});

it('answers a repeated call before the rule could refuse it for what it did itself', async () => {
  const trace: string[] = [];
  const check = () => {
    if (trace.includes('handler')) throw conflict('Refunded already.');
  };
  const server = serveInProcess(traced(trace, { check }));
  const [first, second] = [await server.call('act', { id: '7' }), await server.call('act', { id: '7' })];
  expect(first.result).toMatchObject({ structuredContent: { ok: true } });
  expect(second.result).toMatchObject({ structuredContent: { ok: true } });
  expect(second.result?._meta).toMatchObject({ 'cdk-mcp-service/replay': { firstRequestId: 'request-1' } });
  expect(trace).toEqual(['check', 'handler']);
});

it('keeps what is clean, and replays that', async () => {
  const leaky = defineTools({
    name: 'leaky',
    tools: {
      act: tool({
        description: 'Acts.',
        effect: 'write',
        input: z.object({}),
        handler: () => 'the key is\u0000 AKIAIOSFODNN7EXAMPLE',
      }),
    },
  });
  const kept: string[] = [];
  class WatchedStore extends MemoryIdempotencyStore {
    override complete(owned: OwnedRecord, data: string): Promise<boolean> {
      kept.push(data);
      return super.complete(owned, data);
    }
  }
  const server = serveInProcess(leaky, { idempotencyStore: new WatchedStore() });
  await server.call('act', {});
  const { result } = await server.call('act', {});
  expect(kept).toHaveLength(1);
  expect(kept[0]).toContain('the key is');
  expect(JSON.stringify([kept, result])).not.toMatch(/AKIA|u0000/);
});
