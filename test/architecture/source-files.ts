import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { SourceFiles } from './import-graph';

const ROOT = join(__dirname, '../..');
const CODE = /\.([cm]?[jt]s|[jt]sx)$/;

/** The code below these folders of the repository. */
export function sourceFiles(...folders: readonly string[]): SourceFiles {
  return Object.fromEntries(
    folders
      .flatMap((folder) => walk(join(ROOT, folder)))
      .filter((file) => CODE.test(file))
      .map((file) => [relative(ROOT, file).split(sep).join('/'), readFileSync(file, 'utf8')]),
  );
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : walk(path);
    return [path];
  });
}
