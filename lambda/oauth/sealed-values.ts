import { z } from 'zod';

const texts = z.array(z.string());

/** What a host asked for. */
const request = z.object({
  handle: z.string(),
  /** Client id. */
  client: z.string(),
  redirectUri: z.string(),
  rawState: z.string().optional(),
  /** Without prefix. */
  scopes: texts,
  challenge: z.string(),
});

const SHAPES = {
  /** In the form of the consent page; the cookie of the page has the same secret. */
  consent: z.object({ secret: z.string(), request }),
  /** In the cookie of a login that the person consented to. */
  login: request,
  /** What a host gets for a login: Cognito's code, and all that it was given for. */
  code: z.object({
    code: z.string(),
    client: z.string(),
    redirectUri: z.string(),
    challenge: z.string(),
    scopes: texts,
    /** Milliseconds since the epoch. */
    expiresAt: z.number(),
  }),
  /** What a host refreshes with: Cognito's refresh token, and whose it is. */
  refresh: z.object({ token: z.string(), client: z.string(), scopes: texts, subject: z.string() }),
  /** What a host calls with: Cognito's access token, and the host that it was handed to. */
  access: z.object({ token: z.string(), client: z.string() }),
  /** In the cookie of a login to the approval page. */
  approverLogin: z.object({
    handle: z.string(),
    /** RFC 7636: only who holds it can use the code. */
    verifier: z.string(),
    /** Whose page was asked for; without one, the list. */
    ticket: z.string().optional(),
  }),
  /** In the cookie of somebody who may decide, logged in. */
  approver: z.object({
    /** Random: what a form is bound to. */
    id: z.string(),
    subject: z.string(),
    /** As the pool calls them. */
    name: z.string(),
    tenant: z.string().optional(),
    /** Milliseconds since the epoch. */
    expiresAt: z.number(),
  }),
  /** In the form of one ticket in one session of an approver. */
  approvalForm: z.object({ session: z.string(), ticket: z.string() }),
} as const;

export type SealPurpose = keyof typeof SHAPES;
export type SealedValue<Purpose extends SealPurpose> = z.output<(typeof SHAPES)[Purpose]>;

/**
 * What is sealed, by what it is for. A value of another purpose does not open; one that was sealed by another release
 * and has another shape is as good as none.
 */
export const SEALED_VALUES: { readonly [Purpose in SealPurpose]: z.ZodType<SealedValue<Purpose>> } = SHAPES;
