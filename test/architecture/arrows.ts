import type { Arrow } from './import-graph';

const CDK = ['aws-cdk-lib', 'constructs'];

/** Where the files of a folder may reach. A file obeys the longest prefix that fits it. */
interface Territory {
  readonly folder: string;
  /** Prefixes of paths; packages and Node are listed apart. */
  readonly reaches: readonly string[];
  readonly refusedPackages?: readonly string[];
  /** Neither packages nor Node. */
  readonly standsAlone?: boolean;
}

const TERRITORIES: readonly Territory[] = [
  { folder: 'bin/app.ts', reaches: ['bin/', 'lib/', 'local/', 'examples/'] },
  { folder: 'bin/', reaches: ['bin/', 'lib/', 'local/'] },
  { folder: 'lib/', reaches: ['lib/', 'lambda/contract/'] },
  { folder: 'local/', reaches: ['local/', 'lambda/'], refusedPackages: CDK },
  { folder: 'lambda/contract/', reaches: ['lambda/contract/'], standsAlone: true },
  { folder: 'lambda/', reaches: ['lambda/'], refusedPackages: CDK },
];

/** Every arrow that the architecture forbids, as `from -> to`. */
export function forbiddenArrows(graph: readonly Arrow[]): string[] {
  return graph.filter(isForbidden).map(({ from, to }) => `${from} -> ${to}`);
}

function isForbidden({ from, to }: Arrow): boolean {
  const territory = TERRITORIES.find(({ folder }) => from.startsWith(folder));
  if (!territory) return true;
  const { reaches, refusedPackages = [], standsAlone = false } = territory;
  if (to.startsWith('node:')) return standsAlone;
  if (to.startsWith('npm:')) return standsAlone || refusedPackages.some((name) => isOf(to, name));
  return to !== 'package.json' && !reaches.some((prefix) => to.startsWith(prefix));
}

function isOf(to: string, name: string): boolean {
  return to === `npm:${name}` || to.startsWith(`npm:${name}/`);
}

const PIPELINE = 'lambda/pipeline.ts';
const MIDDLEWARE_FOLDER = 'lambda/middleware/';

/** A middleware is a file of its folder that the pipeline imports; the others there are its helpers. */
export function middlewareOf(graph: readonly Arrow[]): string[] {
  return graph
    .filter(({ from, to }) => from === PIPELINE && to.startsWith(MIDDLEWARE_FOLDER))
    .map(({ to }) => to);
}

/** Arrows to a middleware from anywhere but the pipeline, which alone knows the order. */
export function arrowsPastThePipeline(graph: readonly Arrow[]): string[] {
  const middleware = new Set(middlewareOf(graph));
  return graph
    .filter(({ from, to }) => from !== PIPELINE && middleware.has(to))
    .map(({ from, to }) => `${from} -> ${to}`);
}
