/** Parsers of environment texts. Each throws an `Error` whose message completes "<name> must be …". */

export function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new Error(`a whole number; got '${text}'`);
  return Number(text);
}

export function nonEmptyString(text: string): string {
  if (text === '') throw new Error('a non-empty text');
  return text;
}

export function url(text: string): string {
  if (!URL.canParse(text)) throw new Error(`an absolute URL; got '${text}'`);
  return text;
}

export function oneOf<T extends string>(allowed: readonly T[]): (text: string) => T {
  return function parseOneOf(text) {
    const found = allowed.find((value) => value === text);
    if (found === undefined) throw new Error(`one of ${allowed.join(', ')}; got '${text}'`);
    return found;
  };
}

/** The text itself is not repeated in the message: it can hold names that do not belong in a log. */
export function json<T>(accept: (value: unknown) => value is T, shape: string): (text: string) => T {
  return function parseJson(text) {
    const value = tryJson(text);
    if (!accept(value)) throw new Error(shape);
    return value;
  };
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isStringArray(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

export function isUrlArray(value: unknown): value is readonly string[] {
  return isStringArray(value) && value.every((item) => URL.canParse(item));
}

export function isStringRecord(value: unknown): value is Readonly<Record<string, string>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    isStringArray(Object.values(value))
  );
}
