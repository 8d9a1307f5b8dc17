/** A resource that stays in the account when its stack is destroyed. */
export interface KeptResource {
  readonly logicalId: string;
  readonly type: string;
  /** Its name, id or ARN in the account. */
  readonly name: string;
}

interface DeployedResource {
  readonly Type?: string;
  readonly DeletionPolicy?: string;
}

const KEEPING = new Set(['Retain', 'RetainExceptOnCreate']);

/**
 * By the deletion policies of the template that was deployed.
 *
 * @param names - Physical by logical id: what was never made has none, and nothing is kept of it.
 */
export function keptOf(template: object, names: ReadonlyMap<string, string>): readonly KeptResource[] {
  const { Resources = {} }: { Resources?: Readonly<Record<string, DeployedResource>> } = template;
  return Object.entries(Resources).flatMap(([logicalId, { Type: type = '', DeletionPolicy = '' }]) => {
    const name = names.get(logicalId);
    return name !== undefined && KEEPING.has(DeletionPolicy) ? [{ logicalId, type, name }] : [];
  });
}

type Commands = (name: string) => readonly string[];

const table: Commands = (name) => [
  `aws dynamodb update-table --table-name ${name} --no-deletion-protection-enabled`,
  `aws dynamodb delete-table --table-name ${name}`,
];

/** What takes a resource away with everything in it. */
const COMMANDS: Readonly<Record<string, Commands>> = {
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::DynamoDB::Table': table,
  'AWS::Logs::LogGroup': (name) => [`aws logs delete-log-group --log-group-name ${name}`],
  'AWS::Cognito::UserPool': (name) => [
    `aws cognito-idp update-user-pool --user-pool-id ${name} --deletion-protection INACTIVE`,
    `aws cognito-idp delete-user-pool --user-pool-id ${name}`,
  ],
  'AWS::SecretsManager::Secret': (name) => [
    `aws secretsmanager delete-secret --secret-id ${name} --recovery-window-in-days 7`,
  ],
  'AWS::KMS::Key': (name) => [`aws kms schedule-key-deletion --key-id ${name} --pending-window-in-days 7`],
  'AWS::S3::Bucket': (name) => [`aws s3 rb s3://${name} --force`],
};

const OF_A_POOL = 'AWS::Cognito::UserPool';

/**
 * The commands that remove each, one after the other, with what they are for.
 *
 * @param region - Where the stack was.
 */
export function removalOf(kept: readonly KeptResource[], region: string): readonly string[] {
  const pool = kept.find(({ type }) => type === OF_A_POOL);
  return kept
    .toSorted((a, b) => orderOf(a) - orderOf(b))
    .flatMap((resource) => {
      const { logicalId, type, name } = resource;
      const heading = `# ${type} ${logicalId}`;
      if (type.startsWith(OF_A_POOL) && type !== OF_A_POOL) {
        if (type === 'AWS::Cognito::UserPoolDomain' && pool)
          return [
            heading,
            `aws cognito-idp delete-user-pool-domain --user-pool-id ${pool.name} --domain ${name} --region ${region}`,
          ];
        return [`${heading}: goes with its user pool`];
      }
      const commands = COMMANDS[type]?.(quoted(name));
      if (!commands) return [`${heading}: ${name} stays; delete it in its console`];
      return [heading, ...commands.map((command) => `${command} --region ${region}`)];
    });
}

/** A pool can be deleted when its domain is gone. */
function orderOf({ type }: KeptResource): number {
  return type === OF_A_POOL ? 1 : 0;
}

function quoted(name: string): string {
  return /^[\w.:/+=@-]+$/.test(name) ? name : `'${name.replaceAll("'", String.raw`'\''`)}'`;
}
