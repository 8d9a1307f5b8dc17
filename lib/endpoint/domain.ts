import { CfnOutput, Token } from 'aws-cdk-lib';
import { Certificate, CertificateValidation, type ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  ARecord,
  AaaaRecord,
  RecordTarget,
  type IAliasRecordTarget,
  type IHostedZone,
} from 'aws-cdk-lib/aws-route53';
import type { Construct } from 'constructs';
import { ROUTES } from '../../lambda/contract';
import type { BoundEndpoint } from './bound-endpoint';

export interface McpDomainOptions {
  /** The name that hosts connect to, such as `mcp.example.com`: a literal, because it is the audience of tokens. */
  readonly name: string;
  /** Zone of the name: the certificate is validated and the records are made in it. @default - no records are made */
  readonly zone?: IHostedZone;
  /** A certificate for the name, in the stack's region. @default - one is made, which needs `zone` */
  readonly certificate?: ICertificate;
}

export interface McpApiDomainOptions extends McpDomainOptions {
  /**
   * Whether the URL of before the domain still works, for hosts that are configured with it. Set it to false
   * once none is. That of a REST API is for callers who have a token: hosts find no login by it.
   *
   * @default true
   */
  readonly keepDefaultUrl?: boolean;
}

export function keepsDefaultUrl(domain: McpApiDomainOptions | undefined): boolean {
  return domain?.keepDefaultUrl ?? true;
}

/** The domain's URL, and the API's own beside it where that is kept; without a domain the API's own. */
export function urlsOf(
  domain: McpApiDomainOptions | undefined,
  defaultUrl: () => string,
): Pick<BoundEndpoint, 'url' | 'alternateUrls'> {
  if (domain === undefined) return { url: defaultUrl(), alternateUrls: [] };
  const url = `https://${domain.name}${ROUTES.mcp}`;
  return { url, alternateUrls: keepsDefaultUrl(domain) ? [defaultUrl()] : [] };
}

const HOST_NAME = /^(?=.{4,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$/;

/** @throws when the name cannot be served. `owner` is the option's place, as the user wrote it. */
export function assertDomain(owner: string, { name, zone, certificate }: McpDomainOptions): void {
  if (Token.isUnresolved(name)) {
    throw new Error(
      `${owner}: domain.name is known only when the stack is deployed. Give it as a literal: it is the audience of tokens.`,
    );
  }
  if (!HOST_NAME.test(name)) {
    throw new Error(
      `${owner}: domain.name is '${name}'; give a host name in lower case without scheme or path, such as 'mcp.example.com'.`,
    );
  }
  if (zone === undefined && certificate === undefined) {
    throw new Error(
      `${owner}: domain '${name}' has neither zone nor certificate. Give the hosted zone, and certificate and records are made; or give a certificate, and make the records yourself.`,
    );
  }
  if (zone === undefined || Token.isUnresolved(zone.zoneName)) return;
  if (name === zone.zoneName || name.endsWith(`.${zone.zoneName}`)) return;
  throw new Error(
    `${owner}: domain '${name}' is not in the zone '${zone.zoneName}'. Give the zone of the name, or another name.`,
  );
}

export function certificateFor(
  scope: Construct,
  { name, zone, certificate }: McpDomainOptions,
): ICertificate {
  return (
    certificate ??
    new Certificate(scope, 'Certificate', {
      domainName: name,
      validation: CertificateValidation.fromDns(zone),
    })
  );
}

/** Points the name at its target, or says what it has to point at. */
export function pointDomainAt(
  scope: Construct,
  { name, zone }: McpDomainOptions,
  target: { readonly alias: IAliasRecordTarget; readonly hostName: string },
): void {
  if (zone === undefined) {
    new CfnOutput(scope, 'DomainTarget', {
      value: target.hostName,
      description: `What ${name} has to point at`,
    });
    return;
  }
  const record = { zone, recordName: `${name}.`, target: RecordTarget.fromAlias(target.alias) };
  new ARecord(scope, 'Ipv4Record', record);
  new AaaaRecord(scope, 'Ipv6Record', record);
}
