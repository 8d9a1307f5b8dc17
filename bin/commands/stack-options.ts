/** What commands take that run the CDK CLI on a stack of the app in this folder. */
export const STACK_OPTIONS = {
  email: { type: 'string' },
  stack: { type: 'string' },
  app: { type: 'string' },
  context: { type: 'string', short: 'c', multiple: true },
  yes: { type: 'boolean' },
} as const;
