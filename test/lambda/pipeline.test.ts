import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { conflict, defineTools, tool } from '../../lambda/tools';
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
    'validate',
    'checked',
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
