import {
  CLIENT_CAPABILITIES_META_KEY,
  inputRequired,
  inputResponse,
  type InputRequest,
  type InputRequiredResult,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { Answer, Question } from '../approvals/question';

/** The one question of a call. */
const KEY = 'approval';
const FORM = z.object({ approve: z.boolean() });

/** The library has no type for what a request says of its client. */
const CAPABILITIES = z.object({
  elicitation: z.object({ form: z.object({}).optional(), url: z.object({}).optional() }).optional(),
});

/**
 * Asks the person in front of a client of 2026-07-28 that can show them a page or a form. Nothing when it cannot, and
 * when it was asked before: a client that has to ask again at once gives up after a few rounds, while an error can be
 * waited out.
 */
export function ask(question: Question, { mcpReq }: ServerContext): InputRequiredResult | undefined {
  if (mcpReq.requestState() !== undefined) return undefined;
  const request = requestOf(question, capabilitiesOf(mcpReq));
  return request && inputRequired({ inputRequests: { [KEY]: request }, requestState: question.state });
}

function requestOf(
  { message, link, decidesInClient }: Question,
  { forms, pages }: Capabilities,
): InputRequest | undefined {
  if (decidesInClient && forms) return inputRequired.elicit({ message, requestedSchema: FORM });
  return link !== undefined && pages ? inputRequired.elicitUrl({ message, url: link }) : undefined;
}

interface Capabilities {
  readonly forms: boolean;
  readonly pages: boolean;
}

/** "Elicitation: Capabilities": a client that names neither kind takes forms. */
function capabilitiesOf({ envelope }: ServerContext['mcpReq']): Capabilities {
  const declared: unknown = new Map(Object.entries(envelope ?? {})).get(CLIENT_CAPABILITIES_META_KEY);
  const { elicitation } = CAPABILITIES.safeParse(declared).data ?? {};
  if (elicitation === undefined) return { forms: false, pages: false };
  const { form, url } = elicitation;
  return { forms: form !== undefined || url === undefined, pages: url !== undefined };
}

/** What came back with a call. Nothing of it was checked, but for its form. */
export function readAnswer({ mcpReq }: ServerContext): Answer | undefined {
  const state = mcpReq.requestState();
  if (typeof state !== 'string') return undefined;
  const said = inputResponse(mcpReq.inputResponses, KEY);
  if (said.kind !== 'elicit') return { state };
  if (said.action === 'decline') return { state, approves: false };
  const form = said.action === 'accept' ? FORM.safeParse(said.content).data : undefined;
  return { state, ...(form && { approves: form.approve }) };
}
