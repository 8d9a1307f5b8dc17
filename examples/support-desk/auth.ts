import { McpAuth } from 'cdk-mcp-service';

/** Everybody in the pool may look things up; notes are for the support, and money is for those who may give it back. */
export function supportDeskAuth(firstUser?: string): McpAuth {
  return McpAuth.cognito({
    firstUser,
    access: { everyone: ['read'], support: ['write'], refunds: ['destructive'] },
  });
}
