import { resource } from 'cdk-mcp-service/tools';
import { readTicket } from '../tickets/read';
import { toTicketView } from '../tickets/ticket-view';

export const ticketResource = resource({
  uri: 'tickets://{id}',
  title: 'Support ticket',
  description: 'One support ticket by its id, with its internal notes and refunds.',
  mimeType: 'application/json',
  async read({ id = '' }, { signal }) {
    return JSON.stringify(toTicketView(await readTicket(id, signal)));
  },
});
