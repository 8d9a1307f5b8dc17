/**
 * `npm run golden`: writes the committed template of the example anew. Refuses while the change would replace
 * or remove what must last in a deployed stack, unless that is meant: `npm run golden -- --replace`.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { GOLDEN, currentTemplate, goldenTemplate } from './example';
import { statefulReplacements } from './replacements';

function main(): void {
  const { values } = parseArgs({ options: { replace: { type: 'boolean', default: false } } });
  const current = currentTemplate();
  const harm = existsSync(GOLDEN) ? statefulReplacements(goldenTemplate(), current) : [];
  for (const sentence of harm) console.error(sentence);
  if (harm.length > 0 && !values.replace) {
    console.error('Nothing was written. If every user shall lose it, say so: npm run golden -- --replace');
    process.exitCode = 1;
    return;
  }
  writeFileSync(GOLDEN, `${JSON.stringify(current, null, 2)}\n`);
  console.log(`Written: ${Object.keys(current.Resources).length} resources.`);
}

main();
