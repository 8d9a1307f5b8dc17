import { basename, dirname } from 'node:path';
import { sourceFiles } from './source-files';
import { readSyntax } from './syntax';

const MOST_LINES = 400;
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|types|config))?\.[cm]?[jt]s$/;
const KEBAB_FOLDER = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const SHELVES = new Set(['utils', 'util', 'common', 'helpers', 'helper', 'types', 'misc', 'shared']);
const UNFINISHED = /\b(TODO|FIXME|XXX|HACK)\b/i;

const product = sourceFiles('bin', 'lib', 'lambda', 'local');
const everything = { ...product, ...sourceFiles('test', 'examples', 'bench') };
const paths = Object.keys(everything);

function linesOf(text: string): number {
  return text.replace(/\n$/, '').split('\n').length;
}

test('no file of the product has more than 400 lines', () => {
  const sizes = Object.entries(product).map(([path, text]) => ({ path, lines: linesOf(text) }));
  const sorted = sizes.toSorted((a, b) => a.lines - b.lines);
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)]?.lines ?? 0;
  process.stdout.write(
    `${sorted.length} files; lines: median ${at(0.5)}, p90 ${at(0.9)}, longest ${sorted.at(-1)?.path} ${at(1)}\n`,
  );
  expect(sorted.filter(({ lines }) => lines > MOST_LINES)).toEqual([]);
});

test('no folder is a shelf for what has no place', () => {
  const shelves = paths.filter((path) =>
    dirname(path)
      .split('/')
      .some((folder) => SHELVES.has(folder)),
  );
  expect(shelves).toEqual([]);
});

test('files and folders are named in kebab-case', () => {
  const odd = paths.filter(
    (path) =>
      !KEBAB.test(basename(path)) ||
      !dirname(path)
        .split('/')
        .every((name) => KEBAB_FOLDER.test(name)),
  );
  expect(odd).toEqual([]);
});

test('nothing is typed any', () => {
  expect(
    Object.entries(everything).flatMap(([path, text]) => (readSyntax(path, text).anys > 0 ? [path] : [])),
  ).toEqual([]);
});

test('nothing is left unfinished in the product', () => {
  expect(Object.keys(product).filter((path) => UNFINISHED.test(product[path] ?? ''))).toEqual([]);
});

test.each([
  ['lambda/requestLine.ts', false],
  ['lambda/Request.ts', false],
  ['lambda/request_line.ts', false],
  ['lambda/request-line.ts', true],
  ['tool.types.ts', true],
  ['bundler.mjs', true],
])('the check of names can fail: %s', (path, passes) => {
  expect(KEBAB.test(basename(path))).toBe(passes);
});
