import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Manifest } from '../../lambda/contract';
import { ToolsBundleError } from './bundle-error';
import { PACKAGE_ROOT, findPackage } from './packages';
import { readManifest } from './read-manifest';

/** The server with one tools module, ready to run: `lambda.mjs`, `node.mjs`, `authorizer.mjs`, their chunks, `manifest.json`. */
export interface ToolsBundle {
  readonly directory: string;
  /** Of the content: the same sources give the same hash on every machine. */
  readonly hash: string;
  readonly manifest: Manifest;
  /** The module's own source files, absolute. */
  readonly inputs: readonly string[];
}

/**
 * Bundles the server with a tools module and learns its manifest. Bundles are kept by content below
 * `node_modules/.cache` of the project, so that an unchanged module is imported once.
 *
 * @param entry - Path of the module, relative to the working directory.
 * @throws {ToolsBundleError} when it does not exist, does not compile, or cannot be imported.
 */
export function bundleTools(entry: string): ToolsBundle {
  const tools = resolve(entry);
  if (!existsSync(tools))
    throw new ToolsBundleError(`There is no tools module at ${entry} (looked for ${tools}).`);
  const project = findPackage(dirname(tools));
  const cache = join(project?.directory ?? dirname(tools), 'node_modules', '.cache', 'cdk-mcp-service');
  mkdirSync(cache, { recursive: true });
  const draft = mkdtempSync(join(cache, 'draft-'));
  try {
    const inputs = runBundler({
      tools,
      runtime: join(PACKAGE_ROOT, 'lambda'),
      version: project?.version ?? '0.0.0',
      directory: draft,
    });
    const hash = hashOf(draft);
    const directory = join(cache, hash);
    if (!existsSync(directory)) {
      const manifest = readManifest(join(draft, 'manifest.mjs'), join(draft, 'manifest.json'));
      rmSync(join(draft, 'manifest.mjs'));
      writeFileSync(join(draft, 'manifest.json'), JSON.stringify(manifest));
      moveInto(draft, directory);
    }
    const manifest: Manifest = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8'));
    return { directory, hash, manifest, inputs };
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

function runBundler(job: { tools: string; runtime: string; version: string; directory: string }): string[] {
  const bundler = spawnSync(process.execPath, [join(__dirname, 'bundler.mjs'), JSON.stringify(job)], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (bundler.status !== 0)
    throw new ToolsBundleError(
      `The tools module cannot be bundled:\n${bundler.stderr || bundler.error?.message}`,
    );
  const { inputs }: { inputs: string[] } = JSON.parse(bundler.stdout);
  return inputs.map((path) => resolve(path)).filter((path) => !path.startsWith(job.runtime));
}

function hashOf(directory: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(directory).toSorted())
    hash.update(name).update(readFileSync(join(directory, name)));
  return hash.digest('hex');
}

/** Two synths may finish the same bundle at once: whoever comes second uses the first's. */
function moveInto(draft: string, directory: string): void {
  try {
    renameSync(draft, directory);
  } catch (error) {
    if (!existsSync(directory)) throw error;
  }
}
