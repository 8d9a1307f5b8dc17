import { probeTable } from '../../../examples/support-desk/tickets/read';
import { useDesk } from './desk';
import type { EngineName } from './engine';
import { exportBehavior } from './export-behavior';
import { noteBehavior } from './note-behavior';
import { refundBehavior } from './refund-behavior';
import { searchBehavior } from './search-behavior';
import { seedBehavior } from './seed-behavior';

/** What the example promises, whatever speaks DynamoDB underneath. */
export function supportDeskBehavior(engine: EngineName): void {
  useDesk(engine);
  // First, while the table holds the samples alone.
  describe('search_tickets', searchBehavior);
  describe('bulk_export', exportBehavior);
  describe('seed', seedBehavior);
  describe('tickets and notes', noteBehavior);
  describe('issue_refund', refundBehavior);

  test('the health check passes on an empty key', async () => {
    await expect(probeTable(new AbortController().signal)).resolves.toBeUndefined();
  });
}
