/** Bytes of a line. A container's log driver may split a longer one, and a split line is no metric. */
export const LINE_BYTES = 12 * 1_024;
/** For what the writer adds: level, time, service and release. */
const WRITER_BYTES = 512;
/** Characters that a text keeps when the line is too long as a whole. */
const KEPT = 200;

type Fields = Readonly<Record<string, unknown>>;

/** The fields within the bound. Metrics, dimensions and ids are short, so what goes is what callers can blow up. */
export function fitLine(fields: Fields): Fields {
  if (fits(fields)) return fields;
  const { arguments: _dropped, ...rest } = fields;
  const shorter: Fields = { ...rest, shortened: true };
  if (fits(shorter)) return shorter;
  return Object.fromEntries(
    Object.entries(shorter).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.slice(0, KEPT) : value,
    ]),
  );
}

function fits(fields: Fields): boolean {
  return Buffer.byteLength(JSON.stringify(fields)) <= LINE_BYTES - WRITER_BYTES;
}
