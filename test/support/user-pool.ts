import { AwsFault, type Operation } from './aws-endpoint';

interface StoredUser {
  readonly groups: Set<string>;
  enabled: boolean;
  status: string;
  signedOut: boolean;
}

/** The few operations of Cognito that `user` needs, over a pool in memory. Pages have two entries. */
export class UserPoolInMemory {
  readonly users = new Map<string, StoredUser>();

  constructor(private readonly groups: readonly string[]) {}

  get operations(): Readonly<Record<string, Operation>> {
    return {
      AdminCreateUser: ({ Username, MessageAction }) => {
        if (MessageAction !== 'RESEND') this.create(String(Username));
        return { User: this.wire(String(Username)) };
      },
      AdminGetUser: ({ Username }) => {
        const { Attributes, ...user } = this.wire(String(Username));
        return { ...user, UserAttributes: Attributes };
      },
      AdminAddUserToGroup: ({ Username, GroupName }) => {
        this.user(Username).groups.add(String(GroupName));
        return {};
      },
      AdminRemoveUserFromGroup: ({ Username, GroupName }) => {
        this.user(Username).groups.delete(String(GroupName));
        return {};
      },
      AdminListGroupsForUser: ({ Username, NextToken }) =>
        page([...this.user(Username).groups], NextToken, 'NextToken', 'Groups', (GroupName) => ({
          GroupName,
        })),
      AdminDisableUser: ({ Username }) => {
        this.user(Username).enabled = false;
        return {};
      },
      AdminUserGlobalSignOut: ({ Username }) => {
        this.user(Username).signedOut = true;
        return {};
      },
      AdminDeleteUser: ({ Username }) => {
        this.users.delete(String(Username));
        return {};
      },
      ListGroups: ({ NextToken }) =>
        page(this.groups, NextToken, 'NextToken', 'Groups', (GroupName) => ({ GroupName })),
      ListUsers: ({ PaginationToken }) =>
        page([...this.users.keys()], PaginationToken, 'PaginationToken', 'Users', (name) => this.wire(name)),
      ListUsersInGroup: ({ GroupName, NextToken }) => {
        const members = [...this.users].filter(([, { groups }]) => groups.has(String(GroupName)));
        return page(members, NextToken, 'NextToken', 'Users', ([name]) => this.wire(name));
      },
    };
  }

  private create(name: string): void {
    if (this.users.has(name)) throw new AwsFault('UsernameExistsException', 'User account already exists');
    const user = {
      groups: new Set<string>(),
      enabled: true,
      status: 'FORCE_CHANGE_PASSWORD',
      signedOut: false,
    };
    this.users.set(name, user);
  }

  private user(name: unknown): StoredUser {
    const user = this.users.get(String(name));
    if (!user) throw new AwsFault('UserNotFoundException', 'User does not exist.');
    return user;
  }

  private wire(name: string) {
    const { enabled, status } = this.user(name);
    const sub = `sub-of-${name.split('@')[0]}`;
    return {
      Username: sub,
      Enabled: enabled,
      UserStatus: status,
      Attributes: [
        { Name: 'sub', Value: sub },
        { Name: 'email', Value: name },
      ],
    };
  }
}

function page<T>(
  items: readonly T[],
  token: unknown,
  tokenName: string,
  listName: string,
  wire: (item: T) => object,
): object {
  const from = Number(token ?? 0);
  const next = from + 2 < items.length ? { [tokenName]: String(from + 2) } : {};
  return { [listName]: items.slice(from, from + 2).map(wire), ...next };
}
