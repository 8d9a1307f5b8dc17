import { createHash } from 'node:crypto';

/** Names settle after as many rounds as chunks refer to each other in a row; more than a few do not occur. */
const ROUNDS = 4;
const CHUNK_NAME = /chunk-[A-Z0-9]+\.mjs/g;

/**
 * Names chunks after their content alone. esbuild's own names also depend on where the sources lie: the same
 * module would be another bundle, and another deployment, from another folder.
 *
 * @param {ReadonlyMap<string, string>} texts - Texts of the output files, by name.
 * @returns {Map<string, string>} The same texts, by their new names.
 */
export function nameChunksByContent(texts) {
  const chunks = [...texts.keys()].filter((name) => name.startsWith('chunk-'));
  /** @type {Map<string, string>} */
  let names = new Map(chunks.map((name) => [name, 'chunk']));

  /** @param {string} text */
  const rename = (text) => text.replace(CHUNK_NAME, (name) => names.get(name) ?? name);
  for (let round = 0; round < ROUNDS; round++) {
    names = new Map(chunks.map((name) => [name, `chunk-${digest(rename(texts.get(name) ?? ''))}.mjs`]));
  }
  for (const [index, name] of chunks.entries()) {
    const isTaken = chunks.slice(0, index).some((earlier) => names.get(earlier) === names.get(name));
    if (isTaken) names.set(name, `${names.get(name)}`.replace('.mjs', `-${index}.mjs`));
  }
  return new Map([...texts].map(([name, text]) => [names.get(name) ?? name, rename(text)]));
}

/** @param {string} text */
function digest(text) {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
