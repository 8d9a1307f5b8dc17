/** Writes the figures into the page: `npx tsx test/topologies/render.ts`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { generatedParts, withParts } from './tables';

const PAGE = 'docs/topologies.md';

async function main(): Promise<void> {
  const page = withParts(readFileSync(PAGE, 'utf8'), generatedParts());
  writeFileSync(PAGE, await format(page, { parser: 'markdown', printWidth: 110 }));
}

void main();
