import { styleText } from 'node:util';

type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan';
/** Colors a text where there is a person to see it. */
export type Paint = (style: Style, text: string) => string;

export const plain: Paint = (_style, text) => text;

/** Where the desk writes for a person to read. */
export interface Print {
  line(text: string): void;
  /** Something is wrong and the desk goes on. */
  problem(text: string): void;
  readonly paint: Paint;
}

interface Output {
  readonly isTTY?: boolean;
  write(text: string): boolean;
}

/** Colors on a terminal only, and not where `NO_COLOR` is set. */
export function createPrint(output: Output, errors: Output, noColor: boolean): Print {
  const paint: Paint = output.isTTY === true && !noColor ? (style, text) => styleText(style, text) : plain;
  return {
    paint,
    line: (text) => void output.write(`${text}\n`),
    problem: (text) => void errors.write(`${paint('yellow', text)}\n`),
  };
}
