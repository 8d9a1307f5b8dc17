import { types } from 'node:util';

/** Raised when the desk cannot do what it was asked. The message is one line for the developer. */
export class DeskError extends Error {
  override readonly name = 'DeskError';
}

const MOST_CHARACTERS = 600;
const STACK_FRAME = /^\s+at /;
/** The excerpts of source that esbuild and Node draw below a message. */
const CODE_FRAME = /[│╵]|^\s*\^+\s*$/;
const ESBUILD_MARK = /✘ \[ERROR\] /g;

/** What went wrong as one line: no stack, no excerpt of code. */
export function oneLine(error: unknown): string {
  const text = types.isNativeError(error) ? error.message : String(error);
  const line = text
    .split('\n')
    .filter((part) => !STACK_FRAME.test(part) && !CODE_FRAME.test(part))
    .join(' ')
    .replace(ESBUILD_MARK, '')
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS)}…` : line;
}

/** The `code` of a system error such as `EADDRINUSE`. */
export function systemCode(error: unknown): string | undefined {
  const code = types.isNativeError(error) && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
