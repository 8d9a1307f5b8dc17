import { BlockList, isIP, isIPv4 } from 'node:net';

/** Special-use addresses of RFC 6890 and its registry, the link-local ones of EC2 and ECS among them. */
const SPECIAL_IPV4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** Within the global unicast range: Teredo and other protocols, documentation, 6to4, which hides an IPv4 address. */
const SPECIAL_IPV6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
];

const special = new BlockList();
SPECIAL_IPV4.forEach(([net, prefix]) => special.addSubnet(net, prefix, 'ipv4'));
SPECIAL_IPV6.forEach(([net, prefix]) => special.addSubnet(net, prefix, 'ipv6'));

/** Everything else, mapped IPv4 and NAT64 among it, is not an address of a public site. */
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');

/** Whether an address is one that anybody on the internet can reach. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0) return false;
  if (isIPv4(address)) return !special.check(address, 'ipv4');
  return globalUnicast.check(address, 'ipv6') && !special.check(address, 'ipv6');
}

/** Whether an address is this machine's own. */
function isLoopbackAddress(address: string): boolean {
  return isIPv4(address) ? address.startsWith('127.') : address === '::1';
}

/**
 * What a server at a URL may connect to when a stranger names the site. One on a desk may read the documents of a
 * host that is developed on the same desk (draft-ietf-oauth-client-id-metadata-document, localhost development).
 */
export function reachableFrom(serverUrl: string): (address: string) => boolean {
  const onDesk = /^http:\/\/(?:localhost|127\.0\.0\.1)(?::|\/)/.test(serverUrl);
  return (address) => isPublicAddress(address) || (onDesk && isLoopbackAddress(address));
}
