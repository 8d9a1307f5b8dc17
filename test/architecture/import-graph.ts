import { posix } from 'node:path';
import { COMPUTED, readSyntax } from './syntax';

/** Files by path from the root of the repository, with their texts. */
export type SourceFiles = Readonly<Record<string, string>>;

/** From one file to another, or to a package (`npm:zod`) or a part of Node (`node:fs`). */
export interface Arrow {
  readonly from: string;
  readonly to: string;
}

/** The package's own names, as the compiler and the bundler resolve them. */
const OWN_NAMES: Readonly<Record<string, string>> = {
  'cdk-mcp-service': 'lib/index.ts',
  'cdk-mcp-service/tools': 'lambda/tools/index.ts',
};

/** @throws when an import leads nowhere: an arrow that is not understood would be an arrow not held. */
export function importGraph(files: SourceFiles): Arrow[] {
  return Object.entries(files).flatMap(([from, text]) =>
    readSyntax(from, text).imports.map((name) => ({ from, to: resolve(from, name, files) })),
  );
}

function resolve(from: string, name: string, files: SourceFiles): string {
  if (name === COMPUTED) throw new Error(`${from} imports a computed name, which nobody can follow`);
  const own = OWN_NAMES[name];
  if (own !== undefined) return own;
  if (name.startsWith('node:')) return name;
  if (!name.startsWith('.')) return `npm:${name}`;
  const path = posix.join(posix.dirname(from), name);
  const stem = path.replace(/\.([cm]?)js$/, '.$1ts');
  const found = [path, stem, `${path}.ts`, `${path}/index.ts`].find((candidate) => candidate in files);
  if (found !== undefined) return found;
  if (path.endsWith('.json')) return path;
  throw new Error(`${from} imports '${name}', which leads nowhere`);
}
