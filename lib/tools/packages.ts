import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface Package {
  readonly directory: string;
  readonly name?: string;
  readonly version?: string;
}

/** The package that a folder belongs to: the nearest `package.json` above it that has a name or version. */
export function findPackage(directory: string): Package | undefined {
  const file = join(directory, 'package.json');
  if (existsSync(file)) {
    const { name, version }: { name?: string; version?: string } = JSON.parse(readFileSync(file, 'utf8'));
    if (name !== undefined || version !== undefined) return { directory, name, version };
  }
  const parent = dirname(directory);
  return parent === directory ? undefined : findPackage(parent);
}

/** Where this package is installed: the compiled files are one level deeper than the sources. */
export const PACKAGE_ROOT = findPackage(__dirname)?.directory ?? __dirname;
