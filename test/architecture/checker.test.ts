/** The checks of this folder, on small graphs with a fault: a check that cannot fail holds nothing. */
import { arrowsPastThePipeline, forbiddenArrows, middlewareOf } from './arrows';
import { importGraph, type SourceFiles } from './import-graph';
import { readSyntax } from './syntax';

/** A file of every folder that something can point at. */
const TARGETS: SourceFiles = {
  'bin/cli.ts': '',
  'examples/support-desk/stack.ts': '',
  'lib/index.ts': '',
  'lib/state/state-tables.ts': '',
  'local/endpoint/event.ts': '',
  'lambda/server.ts': '',
  'lambda/tools/index.ts': '',
  'lambda/contract/index.ts': '',
  'test/support/settings.ts': '',
};

function faultsOf(files: SourceFiles): string[] {
  return forbiddenArrows(importGraph({ ...TARGETS, ...files }));
}

test.each([
  ['lambda', 'lambda/x.ts', '../lib', 'lib/index.ts'],
  ['lambda', 'lambda/x.ts', 'cdk-mcp-service', 'lib/index.ts'],
  ['lambda', 'lambda/entry/x.ts', '../../local/endpoint/event', 'local/endpoint/event.ts'],
  ['lambda', 'lambda/x.ts', 'aws-cdk-lib', 'npm:aws-cdk-lib'],
  ['lambda', 'lambda/x.ts', 'aws-cdk-lib/aws-dynamodb', 'npm:aws-cdk-lib/aws-dynamodb'],
  ['lambda', 'lambda/x.ts', 'constructs', 'npm:constructs'],
  ['the contract', 'lambda/contract/x.ts', '../server', 'lambda/server.ts'],
  ['the contract', 'lambda/contract/x.ts', 'zod', 'npm:zod'],
  ['the contract', 'lambda/contract/x.ts', 'node:crypto', 'node:crypto'],
  ['lib', 'lib/x.ts', '../lambda/server', 'lambda/server.ts'],
  ['lib', 'lib/x.ts', 'cdk-mcp-service/tools', 'lambda/tools/index.ts'],
  ['lib', 'lib/x.ts', '../local/endpoint/event', 'local/endpoint/event.ts'],
  ['lib', 'lib/x.ts', '../bin/cli', 'bin/cli.ts'],
  ['lib', 'lib/x.ts', '../test/support/settings', 'test/support/settings.ts'],
  ['local', 'local/x.ts', '../lib', 'lib/index.ts'],
  ['local', 'local/x.ts', 'cdk-mcp-service', 'lib/index.ts'],
  ['local', 'local/x.ts', '../bin/cli', 'bin/cli.ts'],
  ['local', 'local/x.ts', 'aws-cdk-lib', 'npm:aws-cdk-lib'],
  ['local', 'local/x.ts', 'constructs', 'npm:constructs'],
  ['bin', 'bin/x.ts', '../lambda/server', 'lambda/server.ts'],
  ['bin', 'bin/x.ts', '../examples/support-desk/stack', 'examples/support-desk/stack.ts'],
  ['a folder that nobody knows', 'utils/x.ts', '../lib', 'lib/index.ts'],
])('%s may not reach this: %s imports %s', (_folder, from, name, to) => {
  expect(faultsOf({ [from]: `import { x } from '${name}';` })).toEqual([`${from} -> ${to}`]);
});

test.each([
  ['bin/app.ts', '../examples/support-desk/stack'],
  ['bin/app.ts', 'cdk-mcp-service'],
  ['bin/x.ts', '../lib'],
  ['bin/x.ts', '../local/endpoint/event'],
  ['lib/x.ts', '../lambda/contract'],
  ['lib/x.ts', 'aws-cdk-lib'],
  ['local/x.ts', '../lambda/server'],
  ['local/x.ts', 'dynalite'],
  ['lambda/x.ts', './contract'],
  ['lambda/x.ts', 'zod'],
  ['lambda/x.ts', 'constructs-of-another-name'],
  ['lambda/contract/x.ts', './index'],
])('%s may import %s', (from, name) => {
  expect(faultsOf({ [from]: `import { x } from '${name}';` })).toEqual([]);
});

test.each([
  ['a static import', "import { x } from '../lib';"],
  ['an import for its effect', "import '../lib';"],
  ['a type import', "import type { X } from '../lib';"],
  ['an inline type import', "import { type X } from '../lib';"],
  ['a namespace import', "import * as all from '../lib';"],
  ['a re-export', "export { x } from '../lib';"],
  ['a type re-export', "export type { X } from '../lib';"],
  ['an export of everything', "export * from '../lib';"],
  ['an export of everything under a name', "export * as all from '../lib';"],
  ['a dynamic import', "async function f() { return (await import('../lib')).x; }"],
  ['an import inside a type', "type X = import('../lib').X;"],
  ['an import of CommonJS', "import lib = require('../lib');"],
  ['a require', "const lib = require('../lib');"],
])('%s is seen', (_what, text) => {
  expect(faultsOf({ 'lambda/x.ts': text })).toEqual(['lambda/x.ts -> lib/index.ts']);
});

test('what only looks like an import is none', () => {
  const text = "// import '../lib';\nconst program = `import x from '../lib'; await import('../lib')`;";
  expect(faultsOf({ 'lambda/x.ts': text })).toEqual([]);
});

test('an import that leads nowhere, or that nobody can follow, is an error', () => {
  expect(() => faultsOf({ 'lambda/x.ts': "import './gone';" })).toThrow(
    "imports './gone', which leads nowhere",
  );
  expect(() => faultsOf({ 'lambda/x.ts': 'await import(name);' })).toThrow(
    'a computed name, which nobody can follow',
  );
});

describe('middleware', () => {
  const PIPELINE: SourceFiles = {
    'lambda/pipeline.ts':
      "import { check } from './middleware/check'; import { limit } from './middleware/limit';",
    'lambda/middleware/check.ts': "import { depth } from './depth';",
    'lambda/middleware/limit.ts': '',
    'lambda/middleware/depth.ts': '',
  };

  test('a middleware is what the pipeline imports; its helpers are free', () => {
    const graph = importGraph(PIPELINE);
    expect(middlewareOf(graph)).toEqual(['lambda/middleware/check.ts', 'lambda/middleware/limit.ts']);
    expect(arrowsPastThePipeline(graph)).toEqual([]);
  });

  test.each([
    ['another middleware', 'lambda/middleware/limit.ts', "import { check } from './check';"],
    ['a helper', 'lambda/middleware/depth.ts', "import type { check } from './check';"],
    ['the spine', 'lambda/server.ts', "import { check } from './middleware/check';"],
  ])('%s may not import one', (_who, from, text) => {
    expect(arrowsPastThePipeline(importGraph({ ...PIPELINE, [from]: text }))).toEqual([
      `${from} -> lambda/middleware/check.ts`,
    ]);
  });
});

test.each([
  ['process.env.PORT'],
  ["process['env']"],
  ['process[name]'],
  ['const { env } = process;'],
  ['f(process)'],
  ['globalThis.process.env'],
  ["import { env } from 'node:process';"],
  ["import process from 'process';"],
])('this reads the environment: %s', (text) => {
  expect(readSyntax('x.ts', text).environmentReads).not.toEqual([]);
});

test.each([
  ['Date.now()'],
  ["Date['now']()"],
  ['new Date()'],
  ['new Date(0)'],
  ['Date()'],
  ['setTimeout(f, 1)'],
  ['setInterval(f, 1)'],
  ['setImmediate(f)'],
  ['const wait = setTimeout;'],
  ['globalThis.setTimeout(f, 1)'],
  ['performance.now()'],
  ['process.hrtime.bigint()'],
  ['AbortSignal.timeout(1)'],
  ["import { setTimeout as sleep } from 'node:timers/promises';"],
  ["import { performance } from 'perf_hooks';"],
])('this reads time: %s', (text) => {
  expect(readSyntax('x.ts', text).timeReads).not.toEqual([]);
});

test.each([
  ['process.memoryUsage(); const x = { process: 1 }; server.process.kill();'],
  ['// process.env, Date.now()'],
  ["const text = 'process.env and setTimeout';"],
  ['interface X { readonly performance: number; setTimeout(): void }'],
  ['clock.now(); x.setTimeout(1); Date.parse(text);'],
  ['type E = NodeJS.ProcessEnv; let at: Date;'],
])('this reads neither: %s', (text) => {
  const { environmentReads, timeReads } = readSyntax('x.ts', text);
  expect({ environmentReads, timeReads }).toEqual({ environmentReads: [], timeReads: [] });
});

test('the type any is counted, the word is not', () => {
  const text = 'let a: any; let b: Array<any>; const c = x as any; let any = 1; // any\ntype U = unknown;';
  expect(readSyntax('x.ts', text).anys).toBe(3);
});
