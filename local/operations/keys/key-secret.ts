import { createHash } from 'node:crypto';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DeskError, oneLine } from '../../desk-error';
import { nameOf } from '../aws-refusal';
import { parseKeyRing, type KeyRing } from './key-ring';

type Sdk = typeof import('@aws-sdk/client-secrets-manager');

export interface ReadKeyRing {
  readonly ring: KeyRing;
  readonly versionId: string;
}

/** A key in Secrets Manager. */
export class KeySecret {
  private constructor(
    private readonly sdk: Sdk,
    private readonly client: SecretsManagerClient,
    private readonly arn: string,
  ) {}

  static async open(arn: string): Promise<KeySecret> {
    const [, region] = /^arn:[\w-]+:secretsmanager:([\w-]+):\d{12}:secret:.+$/.exec(arn) ?? [];
    if (region === undefined)
      throw new DeskError(
        `A key is named by the ARN of its secret, like arn:aws:secretsmanager:eu-west-1:111111111111:secret:…; got '${arn}'.`,
      );
    const sdk = await import('@aws-sdk/client-secrets-manager');
    return new KeySecret(sdk, new sdk.SecretsManagerClient({ region }), arn);
  }

  close(): void {
    this.client.destroy();
  }

  async read(): Promise<ReadKeyRing> {
    const { SecretString = '', VersionId = '' } = await this.client.send(
      new this.sdk.GetSecretValueCommand({ SecretId: this.arn }),
    );
    return { ring: parseKeyRing(SecretString), versionId: VersionId };
  }

  /**
   * Writes if nobody wrote since it was read. Secrets Manager has no such condition. It refuses a token that it
   * knows with another text, though: with the token made of the version that was read, the second of two who
   * read the same is refused. Who writes by other means is noticed after the write, by the version before ours.
   *
   * @throws {DeskError} when somebody else wrote.
   */
  async write(ring: KeyRing, read: ReadKeyRing): Promise<void> {
    const token = createHash('sha256').update(`${this.arn}\n${read.versionId}`).digest('hex');
    try {
      await this.client.send(
        new this.sdk.PutSecretValueCommand({
          SecretId: this.arn,
          SecretString: JSON.stringify(ring),
          ClientRequestToken: token,
        }),
      );
    } catch (error) {
      if (nameOf(error) === 'ResourceExistsException')
        throw new DeskError(
          'Nothing was changed: somebody changed this version of the secret at the same moment. Look again.',
        );
      throw error;
    }
    await this.refuseLost(read.versionId);
  }

  private async refuseLost(readVersion: string): Promise<void> {
    const { VersionIdsToStages = {} } = await this.describe();
    const [before] =
      Object.entries(VersionIdsToStages).find(([, stages]) => stages.includes('AWSPREVIOUS')) ?? [];
    if (before === readVersion) return;
    throw new DeskError(
      `The secret was changed, and somebody else's change of the same moment is not in it: version ${before ?? 'unknown'}. ` +
        'Compare it with the current one, and put both into a new version by hand.',
    );
  }

  private async describe() {
    try {
      return await this.client.send(new this.sdk.DescribeSecretCommand({ SecretId: this.arn }));
    } catch (error) {
      throw new DeskError(
        `The secret was changed. Whether somebody else changed it at the same moment could not be looked at: ${oneLine(error)}`,
      );
    }
  }
}
