import { z } from 'zod';
import { observe } from '../../../lambda/middleware/observe';
import { tool } from '../../../lambda/tools';
import { ToolError } from '../../../lambda/tool-error';
import { makeCall } from './made-call';

const act = tool({ description: 'Acts.', effect: 'write', input: z.object({}), handler: () => 'done' });

it.each<[string, () => unknown]>([
  ['an object without a prototype', () => Object.create(null)],
  [
    'an object whose text throws',
    () => ({
      toString() {
        throw new Error('no text');
      },
    }),
  ],
  ['an error whose stack is no text', () => Object.assign(new Error('a'), { stack: 7 })],
  [
    'an object that is gone',
    () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      return proxy;
    },
  ],
  [
    'an error of another copy with a code of its own',
    () => Object.assign(new ToolError('INTERNAL', 'a', { outcome: 'unknown' }), { code: 'NEW_CODE' }),
  ],
])('%s that is thrown has its line', async (_case, make) => {
  const { call, clock, endLine } = makeCall(act);
  const outcome = await observe(clock, { serviceMs: 1_000, toolsMs: {} })(call, () => Promise.reject(make()));
  expect(outcome).toMatchObject({ kind: 'error', error: { code: 'INTERNAL', outcome: 'unknown' } });
  expect(endLine()).toMatchObject({ tool: 'act', code: 'INTERNAL', Faults: 1, cause: expect.any(String) });
});
