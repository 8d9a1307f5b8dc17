/** What the server's role is granted and the server never sends: AWS does it in the role's name. */
export interface Exception {
  readonly grant: string;
  readonly reason: string;
}

const TRACES =
  'the X-Ray daemon beside the server sends spans under its role; X-Ray has no resources to name';
const INTERFACES =
  'Lambda makes and removes its network interfaces under the role, none of which can be named before';

/** Of every function. */
export const ON_LAMBDA: readonly Exception[] = [
  { grant: 'logs:CreateLogStream on McpLog34EEE9DD', reason: 'Lambda delivers what the function prints' },
  { grant: 'logs:PutLogEvents on McpLog34EEE9DD', reason: 'Lambda delivers what the function prints' },
];

/** With `tracing: true`, on either runtime. */
export const WHEN_TRACING: readonly Exception[] = [
  { grant: 'xray:PutTraceSegments on *', reason: TRACES },
  { grant: 'xray:PutTelemetryRecords on *', reason: TRACES },
];

/** With `McpRuntime.lambda({ vpc })`. */
export const IN_A_VPC: readonly Exception[] = [
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
].map((action) => ({ grant: `${action} on *`, reason: INTERFACES }));

/** Under keys of yours: `Tables` for the tables and `Secrets` for the secrets. */
export const UNDER_KEYS: readonly Exception[] = [
  ...['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'].map(
    (action) => ({
      grant: `${action} on Tables0AB3EA20 if ${through('dynamodb')}`,
      reason: 'DynamoDB opens the key of a table in the name of whoever asks it',
    }),
  ),
  {
    grant: `kms:Decrypt on SecretsA3BCC2E9 if ${through('secretsmanager')}`,
    reason: 'Secrets Manager opens the key of a secret in the name of whoever asks it',
  },
];

function through(service: string): string {
  return `{"StringEquals":{"kms:ViaService":{"Fn::Join":["",["${service}.eu-west-1.",{"Ref":"AWS::URLSuffix"}]]}}}`;
}
