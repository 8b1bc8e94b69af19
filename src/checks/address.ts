import { BlockList, isIP } from 'node:net';

type Range = readonly [net: string, bits: number];

function listOf(ipv4: readonly Range[], ipv6: readonly Range[]): BlockList {
  const list = new BlockList();
  for (const [net, bits] of ipv4) list.addSubnet(net, bits, 'ipv4');
  for (const [net, bits] of ipv6) list.addSubnet(net, bits, 'ipv6');
  return list;
}

/** All that is global unicast, and IPv4 addresses written as IPv6 ones (iana.org/assignments/ipv6-address-space). */
const global = listOf(
  [['0.0.0.0', 0]],
  [
    ['2000::', 3],
    ['::ffff:0:0', 96],
  ],
);

/** What is not public in there (iana.org/assignments/iana-ipv4-special-registry and its IPv6 sibling). */
const special = listOf(
  [
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.88.99.0', 24],
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 3],
  ],
  [
    ['2001::', 23],
    ['2001:db8::', 32],
    ['2002::', 16],
    ['3fff::', 20],
  ],
);

/**
 * Never, not even where private addresses are allowed: clouds answer there with credentials of the machine. Link-local
 * addresses, also those that IPv6 carries through a translator, and what Azure, Oracle, Alibaba, AWS and Google use
 * outside them.
 */
const never = listOf(
  [
    ['169.254.0.0', 16],
    ['168.63.129.16', 32],
    ['192.0.0.192', 32],
    ['100.100.100.200', 32],
  ],
  [
    ['fe80::', 10],
    ['::a9fe:0', 112],
    ['::ffff:0:a9fe:0', 112],
    ['64:ff9b::a9fe:0', 112],
    ['2002:a9fe::', 32],
    ['fd00:ec2::', 32],
    ['fd20:ce::', 64],
  ],
);

/** Whether a webhook may be at this address; an IPv4 address in an IPv6 one counts as itself. */
export function mayCall(address: string, allowPrivate: boolean): boolean {
  const family = isIP(address);
  if (family === 0 || address.includes('%')) return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  if (never.check(address, type)) return false;
  return allowPrivate || (global.check(address, type) && !special.check(address, type));
}
