import { startStateEngine, type StateEngine } from '../support/state-engine';
import { FAULTS, startFragile, type Fragile } from './faults';

let engine: StateEngine;
let fragile: Fragile;
beforeAll(async () => {
  engine = await startStateEngine();
  fragile = await startFragile(engine);
  await fragile.limiter.warmUp();
});
afterAll(async () => {
  await fragile.stop();
  await engine.stop();
});

// At the socket, with the real client; how long it takes is measured by `npx tsx test/limits/run.ts`.
it.each(FAULTS)(
  'a store that is %s leaves the choice of the call, and heals without a restart',
  async (_name, fault) => {
    await fragile.recover();
    fragile.proxy.fault = fault;
    for (let call = 0; call < 5; call += 1) {
      expect(await fragile.call('deny')).toMatchObject({ kind: 'unavailable', failure: expect.any(Error) });
      expect(await fragile.call('allow')).toMatchObject({ kind: 'admitted', failure: expect.any(Error) });
    }
    fragile.proxy.fault = 'pass';
    await fragile.recover();
  },
);
