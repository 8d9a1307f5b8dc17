import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { LambdaRestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import {
  CfnManagedLoginBranding,
  CfnUserPoolUser,
  FeaturePlan,
  ManagedLoginVersion,
  OAuthScope,
  ResourceServerScope,
  UserPool,
  type UserPoolClient,
} from 'aws-cdk-lib/aws-cognito';
import { Peer, Port, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { LambdaTarget } from 'aws-cdk-lib/aws-elasticloadbalancingv2-targets';
import { Code, Function as Fn, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

export const CALLBACK = 'http://localhost:8765/callback';
export const RESOURCE = 'https://verify.example.com/mcp';
export const SCOPE = `${RESOURCE}/read`;
export const USER = 'verify@example.com';

export interface VerifyStackProps extends StackProps {
  /** Makes the names of login domains unique: they are shared by everybody in a region. */
  readonly suffix: string;
}

const CHALLENGE = 'Bearer resource_metadata="https://verify.example.com/metadata"';
const ANSWER_401 = `exports.handler = async () => ({
  statusCode: 401, headers: { 'WWW-Authenticate': ${JSON.stringify(CHALLENGE)}, 'content-type': 'application/json' }, body: '{}',
});`;

/** Everything that the probes ask. It keeps nothing when it is destroyed. */
export class VerifyStack extends Stack {
  constructor(scope: Construct, id: string, { suffix, ...props }: VerifyStackProps) {
    super(scope, id, props);
    this.pool('Essentials', FeaturePlan.ESSENTIALS, suffix);
    this.pool('Lite', FeaturePlan.LITE, suffix);
    this.endpoints();
  }

  private pool(name: 'Essentials' | 'Lite', featurePlan: FeaturePlan, suffix: string): void {
    const isLite = name === 'Lite';
    const pool = new UserPool(this, name, {
      featurePlan,
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      deletionProtection: false,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const read = new ResourceServerScope({ scopeName: 'read', scopeDescription: 'Reads.' });
    const server = pool.addResourceServer('Mcp', {
      identifier: RESOURCE,
      userPoolResourceServerName: 'verify',
      scopes: [read],
    });
    const domain = pool.addDomain('Login', {
      cognitoDomain: { domainPrefix: `mcp-verify-${name.toLowerCase()}-${suffix}` },
      managedLoginVersion: isLite
        ? ManagedLoginVersion.CLASSIC_HOSTED_UI
        : ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    const client = (clientName: string, refreshTokenRotationGracePeriod?: Duration): UserPoolClient =>
      pool.addClient(clientName, {
        generateSecret: false,
        authFlows: { userSrp: true },
        oAuth: {
          flows: { authorizationCodeGrant: true },
          scopes: [OAuthScope.resourceServer(server, read)],
          callbackUrls: [CALLBACK],
        },
        refreshTokenRotationGracePeriod,
      });
    const clients = {
      Client: client('Plain'),
      ...(!isLite && { Rotating: client('Turns', Duration.seconds(0)) }),
    };
    for (const [output, { userPoolClientId }] of Object.entries(clients)) {
      if (!isLite)
        new CfnManagedLoginBranding(this, `${name}${output}Style`, {
          userPoolId: pool.userPoolId,
          clientId: userPoolClientId,
          useCognitoProvidedValues: true,
        });
      new CfnOutput(this, `${name}${output}`, { value: userPoolClientId });
    }
    new CfnUserPoolUser(this, `${name}User`, {
      userPoolId: pool.userPoolId,
      username: USER,
      messageAction: 'SUPPRESS',
      userAttributes: [
        { name: 'email', value: USER },
        { name: 'email_verified', value: 'true' },
      ],
    });
    new CfnOutput(this, `${name}Pool`, { value: pool.userPoolId });
    new CfnOutput(this, `${name}Login`, { value: domain.baseUrl() });
  }

  private endpoints(): void {
    const handler = new Fn(this, 'Answers401', {
      runtime: Runtime.NODEJS_LATEST,
      handler: 'index.handler',
      code: Code.fromInline(ANSWER_401),
      // Else Lambda makes one that belongs to no stack.
      logGroup: new LogGroup(this, 'Log', {
        retention: RetentionDays.ONE_DAY,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
    });
    const httpApi = new HttpApi(this, 'HttpApi', {
      defaultIntegration: new HttpLambdaIntegration('Integration', handler),
    });
    const restApi = new LambdaRestApi(this, 'RestApi', { handler, cloudWatchRole: false });
    const vpc = new Vpc(this, 'Network', {
      maxAzs: 2,
      natGateways: 0,
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [{ name: 'public', subnetType: SubnetType.PUBLIC }],
    });
    const balancer = new ApplicationLoadBalancer(this, 'Balancer', { vpc, internetFacing: true });
    // Without a domain there is no certificate: the header is asked for, nothing that is secret.
    const listener = balancer.addListener('Plain', { port: 80, open: false });
    listener.connections.allowFrom(Peer.anyIpv4(), Port.tcp(80));
    listener.addTargets('Function', { targets: [new LambdaTarget(handler)] });
    new CfnOutput(this, 'HttpApiUrl', { value: httpApi.apiEndpoint });
    new CfnOutput(this, 'RestApiUrl', { value: restApi.url });
    new CfnOutput(this, 'BalancerUrl', { value: `http://${balancer.loadBalancerDnsName}/` });
  }
}
