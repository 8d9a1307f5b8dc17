import type { CognitoIdentityProviderClient, UserType } from '@aws-sdk/client-cognito-identity-provider';
import { DeskError } from '../desk-error';
import { nameOf } from './aws-refusal';

type Sdk = typeof import('@aws-sdk/client-cognito-identity-provider');

/** Somebody with an account in the pool. */
export interface Person {
  readonly email: string;
  /** The `sub` of their tokens: what the service knows as the caller. */
  readonly subject: string;
  /** `invited`: the first login is still to come. */
  readonly standing: 'active' | 'disabled' | 'invited';
  readonly groups: readonly string[];
}

/** The people of one Cognito user pool. */
export class UserPool {
  private constructor(
    private readonly sdk: Sdk,
    private readonly client: CognitoIdentityProviderClient,
    readonly id: string,
  ) {}

  static async open(userPoolId: string): Promise<UserPool> {
    const sdk = await import('@aws-sdk/client-cognito-identity-provider');
    return new UserPool(
      sdk,
      new sdk.CognitoIdentityProviderClient({ region: regionOf(userPoolId) }),
      userPoolId,
    );
  }

  close(): void {
    this.client.destroy();
  }

  async groups(): Promise<readonly string[]> {
    const names: string[] = [];
    const pages = this.sdk.paginateListGroups({ client: this.client }, this.pool);
    for await (const { Groups = [] } of pages) names.push(...Groups.map(({ GroupName = '' }) => GroupName));
    return names.toSorted((a, b) => a.localeCompare(b));
  }

  /** @throws {DeskError} when a group does not exist; nothing was changed then. */
  async refuseUnknown(groups: readonly string[]): Promise<void> {
    if (groups.length === 0) return;
    const known = await this.groups();
    const unknown = groups.filter((group) => !known.includes(group));
    if (unknown.length > 0)
      throw new DeskError(
        `There is no group ${unknown.map((group) => `'${group}'`).join(', ')}; there is: ${known.join(', ') || 'none'}. ` +
          'Groups are made by the stack: name them in `access` of McpAuth.cognito().',
      );
  }

  /**
   * Cognito writes the mail with the password of the first login.
   *
   * @returns Whether the person is new.
   */
  async add(email: string): Promise<boolean> {
    try {
      await this.client.send(
        new this.sdk.AdminCreateUserCommand({
          ...this.pool,
          Username: email,
          UserAttributes: [
            { Name: 'email', Value: email },
            { Name: 'email_verified', Value: 'true' },
          ],
          DesiredDeliveryMediums: ['EMAIL'],
        }),
      );
      return true;
    } catch (error) {
      if (nameOf(error) === 'UsernameExistsException') return false;
      throw error;
    }
  }

  /** Mails a new password to somebody whose first login is still to come. */
  async invite(email: string): Promise<void> {
    await this.client.send(
      new this.sdk.AdminCreateUserCommand({
        ...this.pool,
        Username: email,
        MessageAction: 'RESEND',
        DesiredDeliveryMediums: ['EMAIL'],
      }),
    );
  }

  async join(email: string, GroupName: string): Promise<void> {
    await this.client.send(
      new this.sdk.AdminAddUserToGroupCommand({ ...this.pool, Username: email, GroupName }),
    );
  }

  async leave(email: string, GroupName: string): Promise<void> {
    await this.client.send(
      new this.sdk.AdminRemoveUserFromGroupCommand({ ...this.pool, Username: email, GroupName }),
    );
  }

  /** No login any more, and no refresh: what was handed out before ends with its own life time. */
  async disable(email: string): Promise<void> {
    const user = { ...this.pool, Username: email };
    await this.client.send(new this.sdk.AdminDisableUserCommand(user));
    await this.client.send(new this.sdk.AdminUserGlobalSignOutCommand(user));
  }

  async delete(email: string): Promise<void> {
    await this.client.send(new this.sdk.AdminDeleteUserCommand({ ...this.pool, Username: email }));
  }

  /** @throws {DeskError} when nobody has the address. */
  async person(email: string): Promise<Person> {
    try {
      const { UserAttributes, ...user } = await this.client.send(
        new this.sdk.AdminGetUserCommand({ ...this.pool, Username: email }),
      );
      const groups: string[] = [];
      const pages = this.sdk.paginateAdminListGroupsForUser(
        { client: this.client },
        { ...this.pool, Username: email },
      );
      for await (const { Groups = [] } of pages)
        groups.push(...Groups.map(({ GroupName = '' }) => GroupName));
      return personOf({ ...user, Attributes: UserAttributes }, groups);
    } catch (error) {
      if (nameOf(error) === 'UserNotFoundException')
        throw new DeskError(`The pool has no user '${email}'. Who it has: cdk-mcp-service user list`);
      throw error;
    }
  }

  async people(): Promise<readonly Person[]> {
    const groups = new Map<string, string[]>();
    for (const GroupName of await this.groups()) {
      const members = this.sdk.paginateListUsersInGroup({ client: this.client }, { ...this.pool, GroupName });
      for await (const { Users = [] } of members)
        for (const { Username = '' } of Users)
          groups.set(Username, [...(groups.get(Username) ?? []), GroupName]);
    }
    const people: Person[] = [];
    for await (const { Users = [] } of this.sdk.paginateListUsers({ client: this.client }, this.pool))
      people.push(...Users.map((user) => personOf(user, groups.get(user.Username ?? '') ?? [])));
    return people.toSorted((a, b) => a.email.localeCompare(b.email));
  }

  private get pool() {
    return { UserPoolId: this.id };
  }
}

function personOf(
  { Username = '', Attributes = [], Enabled = true, UserStatus }: UserType,
  groups: readonly string[],
): Person {
  const attribute = (name: string): string => Attributes.find(({ Name }) => Name === name)?.Value ?? Username;
  const invited = UserStatus === 'FORCE_CHANGE_PASSWORD';
  return {
    email: attribute('email'),
    subject: attribute('sub'),
    standing: Enabled ? (invited ? 'invited' : 'active') : 'disabled',
    groups,
  };
}

/** The id begins with it, whatever region the environment names. */
function regionOf(userPoolId: string): string {
  const [, region] = /^([a-z0-9-]+)_[A-Za-z0-9]+$/.exec(userPoolId) ?? [];
  if (region === undefined)
    throw new DeskError(
      `A user pool's id is like eu-west-1_a1B2c3D4e; got '${userPoolId}'. It is the output UserPoolId of the stack.`,
    );
  return region;
}
