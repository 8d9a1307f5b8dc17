/**
 * A program of its own, because esbuild runs plugins only asynchronously and a construct has to wait:
 * `node bundler.mjs <job as JSON>` bundles the server with a tools module and prints the source files used.
 */
import { writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build, formatMessages } from 'esbuild';
import { nameChunksByContent } from './chunk-names.mjs';

/**
 * @typedef {object} Job
 * @property {string} tools - Absolute path of the tools module.
 * @property {string} runtime - Absolute path of the folder with the server's sources.
 * @property {string} version - Version that the server reports.
 * @property {string} directory - Where the bundle goes.
 */

/** @type {Job} */
const job = JSON.parse(process.argv[2] ?? '');
const text = JSON.stringify;

const shared = `
  import { readFileSync } from 'node:fs';
  import * as module from ${text(job.tools)};
  const manifest = JSON.parse(readFileSync(new URL('./manifest.json', import.meta.url), 'utf8'));
  const bundle = { tools: module.default, version: ${text(job.version)}, manifest };`;

/** @type {Record<string, string>} */
const ENTRIES = {
  lambda: `${shared}
    import { startLambda } from ${text(`${job.runtime}/entry/lambda.ts`)};
    export const { handler, streamHandler } = await startLambda(bundle);`,
  node: `${shared}
    import { startNode } from ${text(`${job.runtime}/entry/node.ts`)};
    await startNode(bundle);`,
  // Without the tools: it is asked about tokens alone.
  authorizer: `
    import { startAuthorizer } from ${text(`${job.runtime}/entry/authorizer.ts`)};
    export const handler = startAuthorizer(process.env);`,
  alive: `
    import { askWhetherAlive } from ${text(`${job.runtime}/entry/alive.ts`)};
    askWhetherAlive();`,
  manifest: `
    import { writeFileSync } from 'node:fs';
    const report = (answer) => { writeFileSync(process.argv[2], JSON.stringify(answer)); process.exit(0); };
    const fail = (error) =>
      report({ error: { name: error?.name ?? 'Error', message: error?.message ?? String(error) } });
    process.on('uncaughtException', fail);
    try {
      const { asToolsModule } = await import(${text(`${job.runtime}/tools/define-tools.ts`)});
      const { manifestOf } = await import(${text(`${job.runtime}/tools/manifest.ts`)});
      const module = await import(${text(job.tools)});
      report({ manifest: manifestOf(asToolsModule(module.default), ${text(job.version)}) });
    } catch (error) {
      fail(error);
    }`,
};

/** CommonJS packages call `require` and read `__dirname`; neither exists in a module. */
const banner = `
  import { createRequire as __createRequire } from 'node:module';
  import { fileURLToPath as __fileURLToPath } from 'node:url';
  const require = __createRequire(import.meta.url);
  const __filename = __fileURLToPath(import.meta.url);
  const __dirname = __fileURLToPath(new URL('.', import.meta.url));`.replace(/\n\s+/g, '');

/** @type {import('esbuild').Plugin} */
const entries = {
  name: 'entries',
  setup(builder) {
    builder.onResolve({ filter: /^entry:/ }, ({ path }) => ({
      path: path.slice('entry:'.length),
      namespace: 'entry',
    }));
    builder.onLoad({ filter: /.*/, namespace: 'entry' }, ({ path }) => ({
      contents: ENTRIES[path],
      resolveDir: dirname(job.tools),
    }));
  },
};

/** zod's locales are 350 KB of which the server uses English; `import { z }` would keep them all. */
/** @type {import('esbuild').Plugin} */
const englishOnly = {
  name: 'english-only',
  setup(builder) {
    builder.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: `export { default as en } from './en.js';`,
    }));
    builder.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.cjs$/ }, () => ({
      contents: `exports.en = require('./en.cjs').default;`,
    }));
  },
};

/** One careless import would bundle the whole CDK. */
/** @type {import('esbuild').Plugin} */
const noConstructs = {
  name: 'no-constructs',
  setup(builder) {
    builder.onResolve({ filter: /^(aws-cdk-lib|constructs|cdk-mcp-service)(\/|$)/ }, ({ path }) =>
      path === 'cdk-mcp-service/tools'
        ? { path: `${job.runtime}/tools/index.ts` }
        : {
            errors: [
              {
                text: `'${path}' belongs to the stack and cannot run in the server. Import 'cdk-mcp-service/tools' here, and move what both need to a file of its own.`,
              },
            ],
          },
    );
  },
};

try {
  const { metafile, outputFiles } = await build({
    entryPoints: Object.keys(ENTRIES).map((name) => ({ in: `entry:${name}`, out: name })),
    outdir: job.directory,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunk-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    // ES modules first: a CommonJS package that is imported dynamically would come without its named exports.
    mainFields: ['module', 'main'],
    target: 'node20',
    minify: true,
    keepNames: true,
    legalComments: 'none',
    banner: { js: banner },
    plugins: [entries, noConstructs, englishOnly],
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  const outputs = new Map(outputFiles.map((file) => [basename(file.path), file.text]));
  for (const [name, code] of nameChunksByContent(outputs)) writeFileSync(join(job.directory, name), code);
  const files = Object.keys(metafile.inputs).filter(
    (path) => !path.startsWith('entry:') && !path.includes('node_modules/'),
  );
  process.stdout.write(JSON.stringify({ inputs: files }));
} catch (error) {
  const errors =
    error instanceof Error && 'errors' in error && Array.isArray(error.errors) ? error.errors : undefined;
  const lines = errors ? await formatMessages(errors, { kind: 'error', color: false }) : [String(error)];
  process.stderr.write(lines.join('').trim());
  process.exitCode = 1;
}
