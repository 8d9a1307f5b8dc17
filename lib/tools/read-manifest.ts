import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import type { Manifest } from '../../lambda/contract';
import { ToolsBundleError } from './bundle-error';

const IMPORT_LIMIT_MS = 15_000;
/** Node's exit code when nothing is left that could settle a top-level await. */
const UNSETTLED_AWAIT = 13;

type Answer =
  { readonly manifest: Manifest } | { readonly error: { readonly name: string; readonly message: string } };

const REMEDY =
  'Synth imports the module with an empty environment and no network, to learn its tools without running them: ' +
  'read configuration and open connections inside the handler.';

/**
 * Imports the bundled module in a process of its own, with an empty environment and a time limit.
 *
 * @param program - The bundled program that writes the answer.
 * @param answerFile - Where it writes it: the module may print what it likes, and as much.
 * @throws {ToolsBundleError} with the module's own error.
 */
export function readManifest(program: string, answerFile: string, limitMs = IMPORT_LIMIT_MS): Manifest {
  const child = spawnSync(process.execPath, [program, answerFile], {
    env: {},
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
    timeout: limitMs,
    killSignal: 'SIGKILL',
  });
  if (!existsSync(answerFile)) {
    const reason = child.signal ? `it did not finish within ${limitMs / 1_000} seconds` : endOf(child);
    throw new ToolsBundleError(`The tools module cannot be imported: ${reason}. ${REMEDY}`);
  }
  const answer: Answer = JSON.parse(readFileSync(answerFile, 'utf8'));
  rmSync(answerFile);
  if ('manifest' in answer) return answer.manifest;
  const { name, message } = answer.error;
  throw new ToolsBundleError(
    name === 'ToolsModuleError' ? message : `The tools module cannot be imported: ${message}. ${REMEDY}`,
  );
}

function endOf({ status, stderr }: { status: number | null; stderr: string }): string {
  if (status === UNSETTLED_AWAIT) return 'it awaits something that never happens';
  return stderr.trim() || `it ended the process with code ${status}`;
}
