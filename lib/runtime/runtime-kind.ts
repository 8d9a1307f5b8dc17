/** What the server can run on. */
export type RuntimeKind = 'lambda' | 'fargate';
