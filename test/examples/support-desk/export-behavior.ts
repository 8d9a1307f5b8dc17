import { sampleTickets } from '../../../examples/support-desk/sample-tickets';
import { ExportApi } from '../../../examples/support-desk/tickets/export-api';
import { bulkExport, exportReply } from '../../../examples/support-desk/tools/bulk-export';
import { call, type CallOptions, type Progress } from './call';

const unhurried = () => new ExportApi({ perSecond: 1, burst: 1, sleep: () => Promise.resolve() });

const run = async (tool: ReturnType<typeof bulkExport>, cursor?: string, options?: CallOptions) =>
  exportReply.parse(await call(tool, { status: 'resolved', cursor }, options));

export function exportBehavior(): void {
  const resolved = sampleTickets()
    .filter(({ status }) => status === 'resolved')
    .map(({ id }) => id)
    .toReversed();

  test('all tickets of a status, at the real pace, with growing progress', async () => {
    const seen: Progress[] = [];
    const reply = await run(bulkExport(new ExportApi()), undefined, {
      onProgress: (step) => seen.push(step),
    });
    expect(reply.rows.map(([id]) => id)).toEqual(resolved);
    expect(reply.rows.every((row) => row.length === reply.columns.length)).toBe(true);
    expect(reply.note).toBe(`All ${resolved.length} resolved tickets.`);
    expect(reply.nextCursor).toBeUndefined();
    const done = seen.map((step) => step.done);
    expect(done).toEqual([...new Set(done)].toSorted((a, b) => a - b));
    expect(seen.at(-1)).toEqual({ done: resolved.length, total: resolved.length });
    expect(seen.length).toBeGreaterThan(3);
  });

  test('a cut by size says so, and its cursor leads through the rest', async () => {
    const tool = bulkExport(unhurried(), { bytes: 3_000, milliseconds: 12_000 });
    const first = await run(tool);
    expect(first.note).toBe(
      `Cut after ${first.rows.length} of ${resolved.length} resolved tickets; call again with nextCursor for the rest.`,
    );
    const ids = first.rows.map(([id]) => id);
    for (let cursor = first.nextCursor; cursor;) {
      const next = await run(tool, cursor);
      expect(Buffer.byteLength(JSON.stringify(next.rows))).toBeLessThan(3_200);
      ids.push(...next.rows.map(([id]) => id));
      cursor = next.nextCursor;
    }
    expect(ids).toEqual(resolved);
  });

  test('a cut by time goes on too', async () => {
    const reply = await run(bulkExport(unhurried(), { bytes: 24_000, milliseconds: 0 }));
    expect(reply.rows).toHaveLength(10);
    expect(reply.nextCursor).toBeDefined();
  });

  test('an abort between chunks ends it', async () => {
    const hangUp = new AbortController();
    const seen: Progress[] = [];
    const onProgress = (step: Progress) => {
      seen.push(step);
      if (seen.length === 2) hangUp.abort(new Error('gone'));
    };
    await expect(
      run(bulkExport(unhurried()), undefined, { signal: hangUp.signal, onProgress }),
    ).rejects.toThrow('gone');
    expect(seen).toHaveLength(2);
  });
}
