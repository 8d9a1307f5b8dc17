import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import type { Manifest } from '../../lambda/contract';
import { ToolsBundleError } from './bundle-error';

const IMPORT_LIMIT_MS = 15_000;

type Answer =
  { readonly manifest: Manifest } | { readonly error: { readonly name: string; readonly message: string } };

const REMEDY =
  'Synth imports the module with an empty environment and no network, to learn its tools without running them: ' +
  'read configuration and open connections inside the handler.';

/**
 * Imports the bundled module in a process of its own, with an empty environment and a time limit.
 *
 * @param program - The bundled program that writes the answer.
 * @param answerFile - Where it writes it: the module may print what it likes.
 * @throws {ToolsBundleError} with the module's own error.
 */
export function readManifest(program: string, answerFile: string): Manifest {
  const child = spawnSync(process.execPath, [program, answerFile], {
    env: {},
    encoding: 'utf8',
    timeout: IMPORT_LIMIT_MS,
    killSignal: 'SIGKILL',
  });
  if (!existsSync(answerFile)) {
    const reason = child.signal
      ? `it did not finish within ${IMPORT_LIMIT_MS / 1_000} seconds`
      : child.stderr.trim() || 'it ended the process';
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
