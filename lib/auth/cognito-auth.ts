import { Duration } from 'aws-cdk-lib';
import type { IUserPool } from 'aws-cdk-lib/aws-cognito';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { scopesOf, type CognitoSettings } from '../../lambda/contract';
import { accept } from '../accepted-findings';
import { resolveAccess, type Access } from './access';
import { secretOf } from './app-client';
import { assertServesWellKnown, type AuthContext, type BoundAuth } from './bound-auth';
import { outputCognito } from './cognito-outputs';
import type { CognitoAuthOptions } from './cognito-options';
import { assertBringable, assertLoginUrl, assertMfa, assertValidity } from './cognito-rules';
import { assertGroupNames } from './groups';
import { assertHosts } from './hosts';
import { createKeys } from './keys';
import { addMachines, assertMachines } from './machines';
import { addPeople, assertFirstUser } from './people';
import { createPeopleClient } from './people-client';
import { addResourceServers } from './resource-servers';
import { addLogin, createUserPool } from './user-pool';

const APPROVERS = 'approvers';
const ACCESS_VALIDITY = Duration.minutes(10);
const REFRESH_VALIDITY = Duration.days(30);

export class CognitoAuth {
  constructor(private readonly options: CognitoAuthOptions) {
    const { access = {}, machines = {}, hosts = [], approvers = APPROVERS } = options;
    assertBringable(options);
    assertLoginUrl(options);
    assertMfa(options.mfa);
    assertFirstUser(options.firstUser);
    assertGroupNames(Object.keys(access), approvers);
    assertMachines(machines);
    assertHosts(hosts);
    const { accessTokenValidity = ACCESS_VALIDITY, refreshTokenValidity = REFRESH_VALIDITY } = options;
    assertValidity('accessTokenValidity', accessTokenValidity, Duration.minutes(5), Duration.minutes(15));
    assertValidity('refreshTokenValidity', refreshTokenValidity, Duration.hours(1), Duration.days(3_650));
  }

  bind(service: Construct, context: AuthContext): BoundAuth {
    assertServesWellKnown('McpAuth.cognito', context);
    const { manifest, url, alternateUrls, protect } = context;
    const { machines = {}, hosts = [], resourceBinding = 'required', tenantClaim } = this.options;
    const { approvers = APPROVERS, approveOwn = false } = this.options;
    const { accessTokenValidity = ACCESS_VALIDITY, refreshTokenValidity = REFRESH_VALIDITY } = this.options;
    const access = resolveAccess({ access: this.options.access, machines }, manifest);
    const urls = [url, ...alternateUrls];
    const scope = new Construct(service, 'Auth');
    const { userPool, loginUrl } = this.poolFor(scope, access, protect);
    const scopesAtPool = addResourceServers(scope, { userPool, manifest, urls });
    const peopleClient = createPeopleClient(scope, {
      userPool,
      // All of them: hosts ask for what is advertised, and Cognito refuses a login for one scope too many.
      scopes: scopesAtPool(scopesOf(manifest)),
      urls,
      accessTokenValidity,
      refreshTokenValidity,
      resourceBinding,
    });
    const clientSecret = new Secret(scope, 'PeopleSecret', {
      description: `What the server of ${manifest.name} logs in to Cognito with`,
      secretStringValue: secretOf(peopleClient),
    });
    accept(clientSecret, 'secretRotation');
    const sealingKeys = createKeys(scope, 'SealingKeys', {
      description: `Seals what ${manifest.name} hands to hosts and browsers`,
      retain: false,
    });
    const registrationKeys = createKeys(scope, 'RegistrationKeys', {
      description: `Signs the client ids of hosts that registered at ${manifest.name}`,
      // Hosts keep the ids for years, and are not told when they are good no more.
      retain: protect,
    });
    const made = addMachines(scope, { userPool, machines, scopesAtPool, loginUrl, accessTokenValidity });
    const settings: CognitoSettings = {
      kind: 'cognito',
      issuer: `https://${userPool.userPoolProviderName}`,
      loginUrl,
      clientId: peopleClient.userPoolClientId,
      clientSecret: clientSecret.secretArn,
      sealingKeys: sealingKeys.secretArn,
      registrationKeys: registrationKeys.secretArn,
      machines: made.map((machine) => machine.settings),
      access,
      hosts,
      approvers,
      approveOwn,
      resourceBinding,
      ...(tenantClaim !== undefined && { tenantClaim }),
    };
    const machineSecrets = Object.fromEntries(made.map((machine) => [machine.settings.name, machine.secret]));
    outputCognito(service, { settings, userPool, machines: made });
    return {
      settings,
      summary: 'people and programs of a Cognito user pool',
      secrets: [clientSecret, sealingKeys, registrationKeys],
      cognito: { userPool, peopleClient, sealingKeys, registrationKeys, machineSecrets },
    };
  }

  private poolFor(
    scope: Construct,
    access: Access,
    protect: boolean,
  ): { readonly userPool: IUserPool; readonly loginUrl: string } {
    const { userPool: brought, loginUrl, mfa = 'required', approvers = APPROVERS, firstUser } = this.options;
    if (brought !== undefined && loginUrl !== undefined) return { userPool: brought, loginUrl };
    const userPool = createUserPool(scope, { mfa, protect });
    addPeople(scope, { userPool, access, approvers, firstUser });
    return { userPool, loginUrl: addLogin(scope, userPool).baseUrl() };
  }
}
