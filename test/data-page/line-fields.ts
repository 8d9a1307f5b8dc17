import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Names of fields of an object literal, or of an interface. */
const NAMES = /(?:^|[,{])\s*([a-z]\w*)\s*(?=[:,]|$)/gi;
const MEMBERS = /readonly (\w+)\??:/g;

interface Source {
  /** What holds the fields, as its first group. */
  readonly pattern: RegExp;
  readonly names: RegExp;
}

/** Every place in the server that adds to a request's line. One that is not found any more is an error. */
const SOURCES: readonly Source[] = [
  { pattern: /line\.(?:add|end)\(\{([\s\S]*?)\}\)/g, names: NAMES },
  { pattern: /\bnote\(\{([\s\S]*?)\}\)/g, names: NAMES },
  { pattern: /interface CallFacts \{([\s\S]*?)\n\}/g, names: MEMBERS },
  { pattern: /interface UpstreamUse \{([\s\S]*?)\n\}/g, names: MEMBERS },
  { pattern: /function describeMessage\([\s\S]*?return \{([^}]*)\}/g, names: NAMES },
  { pattern: /function endWithResponse\([\s\S]*?const fields = \{([^}]*)\}/g, names: NAMES },
  { pattern: /const shorter: Fields = \{([^}]*)\}/g, names: NAMES },
  { pattern: /writeAudit\(writeLine, 'switch',[\s\S]*?, \{\n([\s\S]*?)\n\s*\}\)/g, names: NAMES },
  { pattern: /interface ApprovalRecord \{([\s\S]*?)\n\}/g, names: MEMBERS },
  { pattern: /fitLine\(\{([^}]*)\}\)/g, names: NAMES },
  { pattern: /write\(`\$\{JSON\.stringify\(\{([^}]*)\}\)/g, names: NAMES },
];

/** Members of `CallFacts` that are metrics, not fields. */
const METRICS_OF_A_CALL = new Set(['fault', 'slow', 'latencyMs']);

/** Every field that a request's line can have, read from the server's sources. */
export function lineFields(): ReadonlySet<string> {
  const files = readdirSync('lambda', { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const text = files.map((name) => readFileSync(join('lambda', name), 'utf8')).join('\n');
  const fields = SOURCES.flatMap(({ pattern, names }) => {
    const found = [...text.matchAll(pattern)].flatMap(([, held = '']) =>
      [...held.matchAll(names)].map(([, name = '']) => name),
    );
    if (found.length === 0) throw new Error(`Nothing in lambda looks like ${String(pattern)} any more.`);
    return found;
  });
  return new Set(fields.filter((name) => !METRICS_OF_A_CALL.has(name)));
}
