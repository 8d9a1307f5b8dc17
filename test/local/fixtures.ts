import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_RATES, toEnvironment, type Manifest } from '../../lambda/contract';
import type { StackArtifact } from '../../local/assembly/cloud-assembly';
import type { JsonObject, Template } from '../../local/assembly/template';
import type { Print } from '../../local/print';

/** A folder that is removed after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'desk-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Keeps what is printed. */
export function recordingPrint(): Print & { readonly lines: string[]; readonly problems: string[] } {
  const lines: string[] = [];
  const problems: string[] = [];
  return {
    lines,
    problems,
    paint: (_style, text) => text,
    line: (text) => void lines.push(text),
    problem: (text) => void problems.push(text),
  };
}

export function stackOf(template: Template, stackName = 'Desk'): StackArtifact {
  return { displayName: stackName, stackName, template, metadata: {}, assets: new Map() };
}

export const MANIFEST: Manifest = {
  contract: 1,
  name: 'try-it',
  version: '1.2.3',
  tools: [
    {
      name: 'add',
      description: 'Adds.',
      effect: 'read',
      scopes: ['read'],
      timeoutMs: 1_000,
      limits: { argumentDepth: 10, outputBytes: 1_000, outputItems: 1_000 },
      rates: {},
      approval: 'never',
      inputSchema: { type: 'object' },
    },
  ],
  prompts: [],
  resources: [],
  healthChecks: [],
};

/** A server that answers every request with its environment, the request's headers and a marker. */
export function serverProgram(marker: string): string {
  return `
    import { createServer } from 'node:http';
    console.log(JSON.stringify({ level: 'INFO', message: 'up', marker: ${JSON.stringify(marker)} }));
    const server = createServer((request, response) => {
      if (request.url === '/crash') process.exit(7);
      response.end(JSON.stringify({ marker: ${JSON.stringify(marker)}, environment: process.env, headers: request.headers }));
    });
    server.listen(Number(process.env.PORT), process.env.HOST, () => process.send({ listening: server.address().port }));
    process.on('SIGTERM', () => { server.close(() => process.exit(0)); server.closeIdleConnections(); });
  `;
}

/** What a bundle of tools holds, with a stand-in for the server. */
export function writeServer(directory: string, marker: string, manifest: Manifest = MANIFEST): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'node.mjs'), serverProgram(marker));
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify(manifest));
}

const TABLE: JsonObject = {
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
    { AttributeName: 'status', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-status',
      KeySchema: [{ AttributeName: 'status', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
  BillingMode: 'PAY_PER_REQUEST',
  Replicas: [{ Region: { Ref: 'AWS::Region' } }],
  TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
};

export const TABLES_TEMPLATE: Template = {
  Resources: {
    StateBB4F9C0E: { Type: 'AWS::DynamoDB::GlobalTable', Properties: TABLE },
    Orders12345678: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
        TableName: { 'Fn::Join': ['-', ['orders', { Ref: 'AWS::Region' }]] },
      },
    },
  },
};

const SETTINGS = toEnvironment({
  contract: 1,
  url: 'https://placeholder.example/mcp',
  auth: { kind: 'jwt', issuer: 'https://issuer.invalid', audience: 'try-it' },
  alternateUrls: [],
  allowedOrigins: [],
  maxBodyBytes: 1_000,
  logLevel: 'INFO',
  release: 'r1',
  latencyObjectives: { serviceMs: 1_000, toolsMs: {} },
  tracing: 'off',
  secrets: {},
  idempotencyTable: 'idempotency',
  limitsTable: 'limits',
  idempotencyKeptSeconds: 604_800,
  rates: DEFAULT_RATES,
  approvalRecords: { events: false },
});

export const SERVICE_TEMPLATE: Template = {
  Resources: {
    ...TABLES_TEMPLATE.Resources,
    Api2F39B1D0: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP' } },
    Secret39715490: { Type: 'AWS::SecretsManager::Secret', Properties: {} },
    McpFn707E600A: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { S3Bucket: 'assets', S3Key: 'cafe01.zip' },
        Environment: {
          Variables: {
            ...SETTINGS,
            MCP_URL: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Api2F39B1D0', 'ApiEndpoint'] }, '/mcp']] },
            MCP_SECRETS: { 'Fn::Join': ['', ['{"API_KEY":"', { Ref: 'Secret39715490' }, '"}']] },
            MCP_IDEMPOTENCY_TABLE: { Ref: 'StateBB4F9C0E' },
            BUCKET: { Ref: 'Exports11111111' },
          },
        },
      },
    },
    Exports11111111: { Type: 'AWS::S3::Bucket' },
  },
};

interface AssemblyOptions {
  readonly template?: Template;
  readonly tools?: string;
  readonly service?: string;
  readonly marker?: string;
  readonly manifest?: Manifest;
}

/** Writes a cloud assembly as aws-cdk-lib 2.276 does. */
export function writeAssembly(directory: string, stackName: string, options: AssemblyOptions = {}): void {
  const { template = SERVICE_TEMPLATE, service = 'Mcp', tools, marker = 'synthesized', manifest } = options;
  writeServer(join(directory, 'asset.cafe01'), marker, manifest);
  const write = (file: string, content: unknown): void =>
    writeFileSync(join(directory, file), JSON.stringify(content));
  write(`${stackName}.template.json`, template);
  write(`${stackName}.assets.json`, { files: { cafe01: { source: { path: 'asset.cafe01' } } } });
  write(`${stackName}.metadata.json`, {
    [`/${stackName}/${service}`]: tools === undefined ? [] : [{ type: 'cdk-mcp-service:tools', data: tools }],
    [`/${stackName}/${service}/Fn/Resource`]: [{ type: 'aws:cdk:logicalId', data: 'McpFn707E600A' }],
  });
  write('manifest.json', {
    artifacts: {
      [`${stackName}.assets`]: {
        type: 'cdk:asset-manifest',
        properties: { file: `${stackName}.assets.json` },
      },
      [stackName]: {
        type: 'aws:cloudformation:stack',
        displayName: stackName,
        properties: { templateFile: `${stackName}.template.json` },
        dependencies: [`${stackName}.assets`],
        additionalMetadataFile: `${stackName}.metadata.json`,
      },
    },
  });
}
