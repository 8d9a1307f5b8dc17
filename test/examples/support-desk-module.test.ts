import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { sampleTickets } from '../../examples/support-desk/sample-tickets';
import { ticketSchema } from '../../examples/support-desk/tickets/model';
import desk from '../../examples/support-desk/tools/index';

const ENTRY = join(__dirname, '../../examples/support-desk/tools/index.ts');

test('the module loads in a process of its own with an empty environment', () => {
  const { outputFiles } = buildSync({
    entryPoints: [ENTRY],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
  });
  const [bundle] = outputFiles;
  const names = execFileSync(process.execPath, ['-'], {
    env: {},
    encoding: 'utf8',
    input: `${bundle?.text ?? ''}\nconsole.log(Object.keys(module.exports.default.tools).join());`,
  });
  expect(names.trim()).toBe('search_tickets,get_ticket,create_support_note,issue_refund,bulk_export');
});

test('effects are declared as they are', () => {
  expect(Object.fromEntries(Object.entries(desk.tools).map(([name, tool]) => [name, tool.effect]))).toEqual({
    search_tickets: 'read',
    get_ticket: 'read',
    create_support_note: 'write',
    issue_refund: 'destructive',
    bulk_export: 'read',
  });
});

test.each(Object.entries(desk.tools))('every input field of %s is described', (_name, { input }) => {
  for (const field of Object.values(input.shape))
    expect(field).toHaveProperty('description', expect.any(String));
});

test('samples are the same every time, valid, and never refund more than the order', () => {
  const tickets = sampleTickets();
  expect(sampleTickets()).toEqual(tickets);
  expect(new Set(tickets.map(({ id }) => id)).size).toBe(300);
  for (const ticket of tickets) {
    expect(ticketSchema.parse(ticket)).toEqual(ticket);
    const refunded = Object.values(ticket.refunds).reduce((sum, { amountCents }) => sum + amountCents, 0);
    expect(ticket.refundableCents).toBe((ticket.order?.amountCents ?? 0) - refunded);
    expect(ticket.refundableCents).toBeGreaterThanOrEqual(0);
    expect(ticket.updatedAt >= ticket.openedAt).toBe(true);
  }
});
