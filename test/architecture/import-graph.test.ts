import { arrowsPastThePipeline, forbiddenArrows, middlewareOf } from './arrows';
import { importGraph } from './import-graph';
import { sourceFiles } from './source-files';
import { readSyntax } from './syntax';

const examples = sourceFiles('examples');
const files = sourceFiles('bin', 'lib', 'lambda', 'local');
const graph = importGraph({ ...files, ...examples }).filter(({ from }) => !from.startsWith('examples/'));

/** What each file of `lambda` does of a kind; files that do nothing of it are left out. */
function inLambda(kind: 'environmentReads' | 'timeReads'): Record<string, readonly string[]> {
  return Object.fromEntries(
    Object.entries(files)
      .filter(([path]) => path.startsWith('lambda/'))
      .map(([path, text]) => [path, readSyntax(path, text)[kind]] as const)
      .filter(([, found]) => found.length > 0),
  );
}

test('the graph knows every folder, and all kinds of import', () => {
  const from = new Set(graph.map((arrow) => arrow.from.split('/')[0]));
  expect(from).toEqual(new Set(['bin', 'lib', 'lambda', 'local']));
  expect(graph).toEqual(
    expect.arrayContaining([
      { from: 'bin/app.ts', to: 'lib/index.ts' },
      { from: 'lib/index.ts', to: 'lambda/contract/index.ts' },
      { from: 'lambda/tools/tool.ts', to: 'npm:zod' },
      { from: 'lambda/secrets.ts', to: 'npm:@aws-sdk/client-secrets-manager' },
    ]),
  );
});

test('every import follows an arrow of the architecture', () => {
  expect(forbiddenArrows(graph)).toEqual([]);
});

test('no middleware is imported by anything but the pipeline', () => {
  expect(middlewareOf(graph).length).toBeGreaterThanOrEqual(7);
  expect(arrowsPastThePipeline(graph)).toEqual([]);
});

test('only the entries read the environment', () => {
  expect(Object.keys(inLambda('environmentReads')).toSorted()).toEqual([
    'lambda/entry/alive.ts',
    'lambda/entry/lambda.ts',
    'lambda/entry/node.ts',
  ]);
});

/**
 * Two exceptions, and no more. The drain of the Node entry ends a process: it measures nothing that a call can
 * see, its timers are `unref`ed. The fetch of the issuer's documents is bounded at the socket: no age is
 * compared, and a bound that fires late after a freeze ends a fetch that is lost anyway.
 */
test('only the clock reads time or waits, but for stated timers', () => {
  expect(inLambda('timeReads')).toEqual({
    'lambda/auth/issuer-metadata.ts': ['AbortSignal.timeout'],
    'lambda/clock.ts': ['Date.now', 'new Date', 'setTimeout'],
    'lambda/entry/node.ts': ['setInterval', 'setTimeout'],
    'lambda/oauth/cognito.ts': ['AbortSignal.timeout'],
    'lambda/oauth/fetch-public.ts': ['AbortSignal.timeout'],
  });
});
