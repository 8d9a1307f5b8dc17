import type { Print } from '../print';
import { describeLine } from './describe-line';

/**
 * Prints lines of a log for a person.
 *
 * @param endpoint - Origin of the desk's endpoint.
 */
export function linePrinter(print: Print, endpoint: string): (line: string) => void {
  return (line) => {
    const said = describeLine(line, { paint: print.paint, endpoint });
    if (said !== undefined) print.line(said);
  };
}
