import { Hono, type Context } from 'hono';
import { html } from 'hono/html';
import { ROUTES } from '../contract';
import { isFromHere } from '../oauth/from-here';
import type { Note } from '../oauth/issuer';
import { page } from '../oauth/page';
import type { RequestLine } from '../request-line';
import { messageOf } from '../thrown';
import { callback } from './callback';
import { decide } from './decide';
import { listPage } from './list-page';
import { logIn } from './log-in';
import { endSession, sessionOf } from './session';
import { createSites, type Site, type SitesOptions } from './site';
import { stopped } from './stopped-page';
import { ticketPage } from './ticket-page';
import { findTicket, isTicketId, pendingTickets } from './tickets';

type Environment = { Variables: { line: RequestLine } };

type Answer = (request: Request, site: Site, note: Note, id: string) => Promise<Response>;

/**
 * Where people decide on calls that cannot be undone. It is a program of its own to Cognito, with a session that an
 * agent does not have: it takes no token of anybody's.
 */
export function createApprovalPage(options: SitesOptions): Hono<Environment> {
  const sites = createSites(options);
  const app = new Hono<Environment>();

  const answering =
    (answer: Answer) =>
    async (c: Context<Environment>): Promise<Response> => {
      const request = c.req.raw;
      const site = sites.get(options.addresses.of(request).origin);
      if (site === undefined) throw new Error('The address has no approval page.');
      // Hono would have the handler of GET answer it, which begins or ends a login.
      if (request.method === 'HEAD') return methodNotAllowed('GET, POST');
      const note: Note = (fields) => c.var.line.add(fields);
      try {
        return await answer(request, site, note, c.req.param('id') ?? '');
      } catch (error) {
        // The keys or the tickets could not be read, or it is not known whether a decision was taken.
        note({ reason: messageOf(error) });
        return stopped(503, 'It does not answer right now. Open the request again to see how it stands.');
      }
    };

  app.use(`${ROUTES.approvals}/*`, async function refuseTokens(c, next) {
    if (!c.req.raw.headers.has('authorization')) return next();
    c.var.line.add({ decision: 'refused', policy: 'token', reason: 'a token at the approval page' });
    return stopped(400, 'Only people decide here, in a browser: requests with a token are refused.');
  });
  app.get(ROUTES.approvalsCallback, answering(callback));
  app.post(ROUTES.approvalsLogout, answering(logOut));
  app.get(ROUTES.approvals, answering(list));
  app.all(ROUTES.approvals, () => methodNotAllowed('GET'));
  app.all(ROUTES.approvalsCallback, () => methodNotAllowed('GET'));
  app.all(ROUTES.approvalsLogout, () => methodNotAllowed('POST'));
  app.get(ROUTES.approval, answering(show));
  app.post(ROUTES.approval, answering(decide));
  app.all(ROUTES.approval, () => methodNotAllowed('GET, POST'));
  return app;
}

async function list(request: Request, site: Site, note: Note): Promise<Response> {
  const session = await sessionOf(request, site);
  if (!session) return logIn(request, site);
  note({ caller: session.subject });
  return listPage(await pendingTickets(site, session), session, site);
}

/** Decides nothing, whatever is in its query: links are opened by programs too. */
async function show(request: Request, site: Site, note: Note, id: string): Promise<Response> {
  if (!isTicketId(id)) return stopped(404, 'There is no such request.');
  const session = await sessionOf(request, site);
  if (!session) return logIn(request, site, id);
  note({ caller: session.subject });
  const ticket = await findTicket(site, session, id);
  if (!ticket) return stopped(404, 'There is no such request, or its time is over.');
  return ticketPage({ ticket, session, site });
}

async function logOut(request: Request, site: Site): Promise<Response> {
  if (!isFromHere(request, site.origin)) return stopped(403, 'The answer came from another page.');
  return page({
    title: 'Logged out',
    cookies: [endSession()],
    body: html`<h1>You are logged out here</h1>
      <p>The login itself may still know you in this browser. Close it where others use it.</p>
      <p><a href="${ROUTES.approvals}">Log in again</a></p>`,
  });
}

async function methodNotAllowed(allowed: string): Promise<Response> {
  const answer = await stopped(405, `This takes ${allowed} only.`);
  answer.headers.set('Allow', allowed);
  return answer;
}
