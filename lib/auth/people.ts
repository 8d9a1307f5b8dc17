import { RemovalPolicy } from 'aws-cdk-lib';
import {
  CfnUserPoolGroup,
  CfnUserPoolUser,
  CfnUserPoolUserToGroupAttachment,
  type IUserPool,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { EVERYONE } from '../../lambda/contract';
import type { Access } from './access';

interface PeopleProps {
  readonly userPool: IUserPool;
  readonly access: Access;
  readonly approvers: string;
  readonly firstUser?: string;
}

const EMAIL = /^[^\s@,;<>"]+@[^\s@,;<>".]+(\.[^\s@,;<>".]+)+$/;

/** @throws when no invitation could be sent there. */
export function assertFirstUser(firstUser: string | undefined): void {
  if (firstUser === undefined || (firstUser.length <= 128 && EMAIL.test(firstUser))) return;
  throw new Error(
    `McpAuth.cognito: firstUser is '${firstUser}'; give the e-mail address of a person, such as 'ana@example.com'.`,
  );
}

/** The groups that `access` names, the one of approvers, and somebody who is in all of them. */
export function addPeople(scope: Construct, { userPool, access, approvers, firstUser }: PeopleProps): void {
  const { userPoolId } = userPool;
  const groups = new Construct(scope, 'Groups');
  const names = new Set([...Object.keys(access).filter((name) => name !== EVERYONE), approvers]);
  const made = [...names].map((groupName) => {
    const scopes = access[groupName] ?? [];
    const holds = scopes.length === 0 ? 'hold no scope' : `may hold ${scopes.join(', ')}`;
    const approve = groupName === approvers ? 'approve calls, and ' : '';
    const description = `Members ${approve}${holds}.`;
    return new CfnUserPoolGroup(groups, groupName, { userPoolId, groupName, description });
  });
  if (firstUser === undefined) return;
  const user = new CfnUserPoolUser(scope, 'FirstUser', {
    userPoolId,
    username: firstUser,
    desiredDeliveryMediums: ['EMAIL'],
    userAttributes: [
      { name: 'email', value: firstUser },
      { name: 'email_verified', value: 'true' },
    ],
  });
  // Who is somebody else by now is not deleted because the template names another.
  user.applyRemovalPolicy(RemovalPolicy.RETAIN);
  for (const group of made) {
    new CfnUserPoolUserToGroupAttachment(group, 'FirstUser', {
      userPoolId,
      username: user.ref,
      groupName: group.ref,
    });
  }
}
