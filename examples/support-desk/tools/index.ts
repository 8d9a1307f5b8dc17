import { defineTools, healthCheck } from 'cdk-mcp-service/tools';
import { ExportApi } from '../tickets/export-api';
import { probeTable } from '../tickets/read';
import { bulkExport } from './bulk-export';
import { createSupportNote } from './create-support-note';
import { getTicket } from './get-ticket';
import { issueRefund } from './issue-refund';
import { searchTickets } from './search-tickets';
import { ticketResource } from './ticket-resource';
import { triageTicket } from './triage-ticket';

export default defineTools({
  name: 'support-desk',
  instructions:
    'Support tickets of an outdoor shop. Find tickets with search_tickets, read one with get_ticket before you change it. Amounts are whole US cents.',
  tools: {
    search_tickets: searchTickets,
    get_ticket: getTicket,
    create_support_note: createSupportNote,
    issue_refund: issueRefund,
    bulk_export: bulkExport(new ExportApi()),
  },
  prompts: { triage_ticket: triageTicket },
  resources: { ticket: ticketResource },
  healthChecks: { tickets: healthCheck({ check: probeTable }) },
});
