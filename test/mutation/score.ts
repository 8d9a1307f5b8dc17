export interface Mutant {
  readonly file: string;
  /** As Stryker calls it. */
  readonly verdict: string;
}

/** A mutant that hangs is noticed too: the test that meets it fails. */
const NOTICED: readonly string[] = ['Killed', 'Timeout'];
const LIVES: readonly string[] = ['Survived', 'NoCoverage'];

/** Percent of the mutants that a test noticed; no number when there are none. */
export function scoreOf(mutants: readonly Mutant[]): number {
  const noticed = count(mutants, NOTICED);
  return (100 * noticed) / (noticed + count(mutants, LIVES));
}

/** One line a file, the least noticed first, and one for all. */
export function tableOf(mutants: readonly Mutant[]): string {
  const files = [...new Set(mutants.map(({ file }) => file))];
  const rows = files.map((name) => [name, mutants.filter(({ file }) => file === name)] as const);
  rows.sort(([, a], [, b]) => scoreOf(a) - scoreOf(b));
  return [...rows, ['all', mutants] as const].map(([name, its]) => row(name, its)).join('\n');
}

function row(file: string, mutants: readonly Mutant[]): string {
  const rest = mutants.length - count(mutants, [...NOTICED, ...LIVES]);
  return [
    file.padEnd(40),
    `${scoreOf(mutants).toFixed(2)} %`.padStart(9),
    `${count(mutants, NOTICED)} noticed`.padStart(12),
    `${count(mutants, LIVES)} not`.padStart(8),
    ...(rest > 0 ? [`${rest} without a verdict`] : []),
  ].join('  ');
}

function count(mutants: readonly Mutant[], verdicts: readonly string[]): number {
  return mutants.filter(({ verdict }) => verdicts.includes(verdict)).length;
}
