import { AwsFault, type Operation } from './aws-endpoint';

interface Version {
  readonly token: string;
  readonly text: string;
}

/** A secret in memory, with the rules of Secrets Manager that a conditional write stands on. */
export class SecretInMemory {
  readonly versions: Version[];
  /** Called before a write is looked at: what somebody else does at the same moment. */
  beforeWrite: () => void = () => undefined;

  constructor(text: string) {
    this.versions = [{ token: 'version-1', text }];
  }

  get text(): string {
    return this.versions.at(-1)?.text ?? '';
  }

  /** A token that is known takes the same text again, and no other. */
  put(token: string, text: string): object {
    const known = this.versions.find((version) => version.token === token);
    if (known && known.text !== text)
      throw new AwsFault('ResourceExistsException', 'A resource with the ID you requested already exists.');
    if (!known) this.versions.push({ token, text });
    return { VersionId: token, VersionStages: ['AWSCURRENT'] };
  }

  get operations(): Readonly<Record<string, Operation>> {
    return {
      GetSecretValue: () => ({ SecretString: this.text, VersionId: this.versions.at(-1)?.token }),
      PutSecretValue: ({ ClientRequestToken, SecretString }) => {
        this.beforeWrite();
        return this.put(String(ClientRequestToken), String(SecretString));
      },
      DescribeSecret: () => ({
        VersionIdsToStages: Object.fromEntries(
          this.versions
            .slice(-2)
            .toReversed()
            .map(({ token }, age) => [token, [age === 0 ? 'AWSCURRENT' : 'AWSPREVIOUS']]),
        ),
      }),
    };
  }
}
