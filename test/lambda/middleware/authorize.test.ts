import { z } from 'zod';
import { succeeded, type Call } from '../../../lambda/call';
import type { Effect } from '../../../lambda/contract';
import { authorize } from '../../../lambda/middleware/authorize';
import { createFindSwitch, type Switch } from '../../../lambda/state/switches/switches';
import { tool } from '../../../lambda/tools';
import { makeCall, type Sent } from './made-call';

const DONE = succeeded({ content: [{ type: 'text', text: 'done' }] });

interface Case extends Sent {
  readonly effect?: Effect;
  readonly scopes?: readonly string[];
  /** What is switched off. */
  readonly off?: readonly Switch[];
  readonly down?: boolean;
}

async function authorized({ effect = 'write', scopes, off = [], down = false, ...sent }: Case = {}) {
  const act = tool({ description: 'Acts.', effect, scopes, input: z.object({}), handler: () => 'done' });
  const { call, clock, endLine } = makeCall(act, sent);
  let reads = 0;
  const list = (): Promise<readonly Switch[]> => {
    reads += 1;
    return down ? Promise.reject(new Error('connect 10.0.0.7')) : Promise.resolve(off);
  };
  const passed: Call[] = [];
  const outcome = await authorize(createFindSwitch({ list }, clock, () => undefined))(call, (inner) => {
    passed.push(inner);
    return Promise.resolve(DONE);
  });
  return { call, outcome, passed, reads, line: endLine() };
}

it('lets a caller through who holds the scopes, as they are', async () => {
  const { outcome, passed, call, line } = await authorized();
  expect(outcome).toBe(DONE);
  expect(passed).toEqual([call]);
  expect(Object.keys(line)).toEqual(['durationMs']);
});

describe('a token without the scope', () => {
  it('is refused by the names of all that is missing, and nothing is looked up for it', async () => {
    const { outcome, passed, reads } = await authorized({
      scopes: ['read', 'refund', 'approve'],
      caller: { scopes: ['read'] },
      off: [{ kind: 'tool', name: 'act', reason: 'r' }],
    });
    expect(outcome).toMatchObject({
      kind: 'error',
      error: {
        code: 'PERMISSION_DENIED',
        message:
          'This tool needs the scope refund and approve, which the caller may not hold. Do not try again; the operator gives access.',
        outcome: 'not_executed',
        retryable: false,
      },
    });
    expect([passed, reads]).toEqual([[], 0]);
  });

  it.each([[[]], [['WRITE']], [['write ']], [['read', 'destructive']]])(
    'holding %j does not write',
    async (scopes) => {
      const { outcome, passed } = await authorized({ caller: { scopes } });
      expect(outcome).toMatchObject({ error: { code: 'PERMISSION_DENIED' } });
      expect(passed).toEqual([]);
    },
  );
});

describe('a switch', () => {
  const caller = { subject: 'ana', agent: 'desk', tenant: 'acme' };
  const NOT_TOOL = 'Calls from here are switched off by the operator. Do not try again; tell the person.';

  it.each([
    ['tool', 'act', 'This tool is switched off by the operator. Do not try again; tell the person.'],
    ['caller', 'ana', NOT_TOOL],
    ['agent', 'desk', NOT_TOOL],
    ['tenant', 'acme', NOT_TOOL],
  ] as const)('of the %s stops reads too, and its reason is the operator’s', async (kind, name, message) => {
    const off = [{ kind, name, reason: 'incident 7' }];
    const { outcome, passed, line } = await authorized({ effect: 'read', caller, off });
    expect(outcome).toMatchObject({
      error: { code: 'BLOCKED', message, outcome: 'not_executed', retryable: false },
    });
    expect(passed).toEqual([]);
    expect(line).toEqual({
      policy: 'switch',
      switchedOff: `${kind} ${name}`,
      reason: 'incident 7',
      durationMs: 0,
    });
  });

  it.each([
    ['tool', 'other'],
    ['caller', 'desk'],
    ['agent', 'ana'],
    ['tenant', 'undefined'],
  ] as const)('of the %s %s stops nobody else', async (kind, name) => {
    const off = [{ kind, name, reason: 'r' }];
    const { outcome, passed } = await authorized({ caller: { subject: 'ana' }, off });
    expect(outcome).toBe(DONE);
    expect(passed).toHaveLength(1);
  });
});

describe('while nobody knows what is switched off', () => {
  it('reads pass', async () => {
    const { outcome, passed, call } = await authorized({ effect: 'read', down: true });
    expect(outcome).toBe(DONE);
    expect(passed).toEqual([call]);
  });

  it.each(['write', 'destructive'] as const)('a %s does not, and may be tried again', async (effect) => {
    const { outcome, passed } = await authorized({ effect, down: true });
    expect(outcome).toMatchObject({
      error: {
        code: 'STATE_UNAVAILABLE',
        message: 'It cannot be checked right now whether this tool may run. Nothing was changed.',
        outcome: 'not_executed',
        retryable: true,
        retryAfterSeconds: 5,
      },
    });
    expect(passed).toEqual([]);
  });
});
