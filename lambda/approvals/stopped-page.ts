import { html } from 'hono/html';
import { ROUTES, approvalPath } from '../contract';
import { page, type Markup } from '../oauth/page';

interface StoppedOptions {
  /** The request that can be opened again. @default - the list is offered */
  readonly ticket?: string;
  readonly cookies?: readonly string[];
}

/** Why nothing was decided, and where to go on. */
export async function stopped(
  status: 400 | 403 | 404 | 405 | 429 | 503,
  message: string,
  { ticket, cookies }: StoppedOptions = {},
): Promise<Response> {
  const answer = await page({
    title: 'Not done',
    status,
    cookies,
    body: html`<h1>This was not done</h1>
      <p>${message}</p>
      <p>${wayOn(ticket)}</p>`,
  });
  if (status === 429 || status === 503) answer.headers.set('Retry-After', '5');
  return answer;
}

function wayOn(ticket: string | undefined): Markup {
  return ticket === undefined
    ? html`<a href="${ROUTES.approvals}">All requests</a>`
    : html`<a href="${approvalPath(ticket)}">Open the request again</a>`;
}
