/** An MCP host as its maker publishes it. */
export interface KnownHost {
  readonly name: string;
  /** URLs of its client id metadata document: a text is the whole URL, a pattern is anchored. */
  readonly clientIds: readonly (string | RegExp)[];
  /** What it registers, besides addresses of the person's own machine. */
  readonly redirectUris: readonly (string | RegExp)[];
}

const host = (name: string, entries: Partial<Omit<KnownHost, 'name'>>): KnownHost => ({
  name,
  clientIds: [],
  redirectUris: [],
  ...entries,
});

/** Regions in which Amazon Quick calls tools. */
const QUICK_REDIRECT =
  /^https:\/\/(?:us-east-1|us-west-2|ap-southeast-2|eu-west-1)(?:-onebox)?\.quicksight\.aws\.amazon\.com\/sn\/oauthcallback$/;

/**
 * Hosts that anybody may connect with, as they were seen in September 2026. A host that is missing here and has
 * no address on the person's own machine is let in by the construct's `hosts`.
 */
export const KNOWN_HOSTS: readonly KnownHost[] = [
  host('Claude', {
    clientIds: ['https://claude.ai/oauth/mcp-oauth-client-metadata'],
    redirectUris: ['https://claude.ai/api/mcp/auth_callback', 'https://claude.com/api/mcp/auth_callback'],
  }),
  host('Claude Code', { clientIds: ['https://claude.ai/oauth/claude-code-client-metadata'] }),
  host('Visual Studio Code', {
    clientIds: ['https://vscode.dev/oauth/client-metadata.json'],
    redirectUris: ['https://vscode.dev/redirect'],
  }),
  host('Visual Studio Code Insiders', {
    clientIds: ['https://insiders.vscode.dev/oauth/client-metadata.json'],
    redirectUris: ['https://insiders.vscode.dev/redirect'],
  }),
  host('GitHub Copilot CLI', { clientIds: ['https://github.com/copilot/cli/client-metadata.json'] }),
  host('Cursor', {
    redirectUris: [
      'cursor://anysphere.cursor-mcp/oauth/callback',
      'https://www.cursor.com/agents/mcp/oauth/callback',
    ],
  }),
  host('ChatGPT', {
    clientIds: [
      'https://chatgpt.com/oauth/client.json',
      /^https:\/\/chatgpt\.com\/oauth\/[A-Za-z0-9_-]+\/client\.json$/,
    ],
    redirectUris: [
      'https://chatgpt.com/connector_platform_oauth_redirect',
      /^https:\/\/chatgpt\.com\/connector\/oauth\/[A-Za-z0-9_-]+$/,
    ],
  }),
  host('Codex', {
    clientIds: [
      'https://chatgpt.com/oauth/codex/client.json',
      /^https:\/\/chatgpt\.com\/oauth\/codex\/[A-Za-z0-9_-]+\/client\.json$/,
    ],
  }),
  host('Zed', { clientIds: ['https://zed.dev/oauth/client-metadata.json'] }),
  host('Goose', { clientIds: ['https://goose-docs.ai/oauth/client-metadata.json'] }),
  host('opencode', { clientIds: ['https://opencode.ai/oauth/opencode/client.json'] }),
  host('Amazon Quick', { redirectUris: [QUICK_REDIRECT] }),
  host('Grok', {
    clientIds: ['https://grok.com/oauth/mcp-client.json'],
    redirectUris: [
      'https://grok.com/connectors-oauth-exchange-code/',
      'https://console.x.ai/connectors-oauth-exchange-code/',
    ],
  }),
  host('Notion', {
    clientIds: [
      'https://www.notion.so/oauth/mcp-client-metadata.json',
      'https://app.notion.com/oauth/mcp-client-metadata.json',
    ],
  }),
  host('Antigravity', { redirectUris: ['https://antigravity.google/oauth-callback'] }),
  host('Perplexity', { redirectUris: ['https://www.perplexity.ai/rest/connections/oauth_callback'] }),
];
