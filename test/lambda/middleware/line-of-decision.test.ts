import { z } from 'zod';
import { succeeded } from '../../../lambda/call';
import { authorize } from '../../../lambda/middleware/authorize';
import { check } from '../../../lambda/middleware/check';
import { handle } from '../../../lambda/middleware/handle';
import { validate } from '../../../lambda/middleware/validate';
import { conflict, tool } from '../../../lambda/tools';
import { makeCall } from './made-call';

/** Whoever reads the lines counts refusals by these names. */
const act = tool({
  description: 'Acts.',
  effect: 'write',
  input: z.object({ a: z.number().optional() }),
  check({ a }) {
    if (a === 7) throw conflict('seven');
  },
  handler: () => 'done',
});
const next = () => Promise.resolve(succeeded({ content: [] }));

it('a call that lacks a scope was refused by the scopes', async () => {
  const { call, endLine } = makeCall(act, { caller: { scopes: [] } });
  await authorize(() => Promise.resolve(undefined))(call, next);
  expect(endLine()).toMatchObject({ policy: 'scopes' });
});

it.each([{ b: 1 }, { a: 'x' }])('a call with %j was refused by the schema', async (args) => {
  const { call, endLine } = makeCall(act, { arguments: args });
  await validate(call, next);
  expect(endLine()).toMatchObject({ policy: 'schema' });
});

it('a call that the tool’s rule refuses was refused by the check', async () => {
  const { accept, clock, endLine } = makeCall(act, { arguments: { a: 7 } });
  await check(clock)(await accept(), next);
  expect(endLine()).toMatchObject({ policy: 'check' });
});

it('a call whose handler runs was allowed', async () => {
  const { accept, call, endLine } = makeCall(act);
  await handle({ ...(await accept()), signal: call.hangUp });
  expect(endLine()).toMatchObject({ decision: 'allowed' });
});

it('a call that none of them stops has no policy', async () => {
  const { accept, call, clock, endLine } = makeCall(act);
  await authorize(() => Promise.resolve(undefined))(call, next);
  await validate(call, next);
  await check(clock)(await accept(), next);
  expect(endLine()).not.toHaveProperty('policy');
});
