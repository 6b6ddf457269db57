import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { mayBePrivate } from '../domain/runbooks/may-call.ts';
import type { MayCall } from '../domain/runbooks/runbook.ts';

/** All addresses of a name. */
export type Resolve = (host: string) => Promise<string[]>;

const networks = new BlockList();
for (const network of [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/4',
  '240.0.0.0/4',
]) {
  const [address = '', bits] = network.split('/');
  networks.addSubnet(address, Number(bits), 'ipv4');
}
networks.addAddress('::1', 'ipv6');
networks.addAddress('::', 'ipv6');
networks.addSubnet('fc00::', 7, 'ipv6');
networks.addSubnet('fe80::', 10, 'ipv6');
networks.addSubnet('fec0::', 10, 'ipv6');
networks.addSubnet('ff00::', 8, 'ipv6');

/** Where clouds tell a machine who it is and hand out its credentials: the local link, and those that lie elsewhere. */
const metadata = new BlockList();
metadata.addSubnet('169.254.0.0', 16, 'ipv4');
metadata.addAddress('100.100.100.200', 'ipv4');
metadata.addAddress('168.63.129.16', 'ipv4');
metadata.addAddress('192.0.0.192', 'ipv4');
metadata.addSubnet('fe80::', 10, 'ipv6');
metadata.addSubnet('fd00:ec2::', 32, 'ipv6');
metadata.addAddress('fd20:ce::254', 'ipv6');

/** Addresses that carry one of the old kind, which a translator or a tunnel takes out again: NAT64, 6to4, compatible. */
const carriers: [prefix: string, bits: number, at: number][] = [
  ['64:ff9b::', 96, 6],
  ['64:ff9b:1::', 48, 6],
  ['2002::', 16, 1],
  ['::', 96, 6],
];

/** The address that another one carries, if it does. */
function carriedBy(address: string): string | undefined {
  const carrier = carriers.find(([prefix, bits]) => {
    const list = new BlockList();
    list.addSubnet(prefix, bits, 'ipv6');
    return list.check(address, 'ipv6');
  });
  if (carrier === undefined) return undefined;
  const [high = 0, low = 0] = groupsOf(address).slice(carrier[2]);
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** Its eight groups as numbers. */
function groupsOf(address: string): number[] {
  // A URL writes every form of an address in the one way: without dots, and with zeros left out once.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const [before, after] = [head, tail ?? ''].map((part) => part.split(':').filter(Boolean));
  const zeros = Array.from({ length: 8 - (before?.length ?? 0) - (after?.length ?? 0) }, () => '0');
  return [...(before ?? []), ...zeros, ...(after ?? [])].map((group) => Number.parseInt(group, 16));
}

/** Names that mean the own network by themselves, so that whoever wrote one into a file meant it. */
const ownName = /^(?:[^.]+|.+\.(?:internal|local|localhost|lan|intranet|corp|home\.arpa|svc))$/;

/** Whether an address belongs to the own machine or network. */
export function isPrivateAddress(address: string): boolean {
  return isIn(networks, address);
}

function isIn(list: BlockList, address: string): boolean {
  const bare = bareHost(address);
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1] ?? bare;
  const family = isIP(mapped);
  if (family !== 6) return family === 4 && list.check(mapped, 'ipv4');
  // A zone names an interface of this machine.
  const [plain = mapped] = mapped.split('%');
  const carried = carriedBy(plain);
  return list.check(plain, 'ipv6') || (carried !== undefined && list.check(carried, 'ipv4'));
}

function bareHost(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}

/**
 * Where a host may lead. `anywhere`: the organization says so. `own-network`: an address, or a name of the own network, was
 * meant by whoever wrote it, but for where credentials are handed out. `outside`: any other name, which somebody else may
 * have taken over.
 */
export type Reach = 'anywhere' | 'own-network' | 'outside';

/** How far the host of an address may lead. */
export function reachOf(url: URL, allowed: readonly MayCall[] | undefined): Reach {
  if (mayBePrivate(allowed, url)) return 'anywhere';
  return addressIn(url) !== undefined || ownName.test(url.hostname) ? 'own-network' : 'outside';
}

/** The address that a URL has in place of a name. */
export function addressIn(url: URL): string | undefined {
  const host = bareHost(url.hostname);
  return isIP(host) === 0 ? undefined : host;
}

const refused: Record<Reach, readonly BlockList[]> = {
  anywhere: [],
  'own-network': [metadata],
  outside: [networks, metadata],
};

/** The host of an address leads where it may not, so it was not called. */
export class LeadsInside extends Error {
  /** Which address of which kind, in words. */
  readonly leads: string;

  /** @param address what its host leads to; the host itself where it is an address */
  constructor(host: string, address: string) {
    const where = isIn(metadata, address)
      ? 'where a cloud hands out the credentials of this machine'
      : 'an address of the own network';
    const leads = `${host} ${bareHost(host) === address ? 'is' : `leads to ${address},`} ${where}`;
    super(
      `${leads}, so nothing was called. If that is meant, write it under \`mayCall\` in organization.yaml with \`private: true\`.`,
    );
    this.name = 'LeadsInside';
    this.leads = leads;
  }
}

/** The first of a host's addresses that it may not lead to, if there is one. */
export function leadsInside(
  host: string,
  { to, reach }: { to: readonly string[]; reach: Reach },
): LeadsInside | undefined {
  const found = to.find((address) => refused[reach].some((list) => isIn(list, address)));
  return found === undefined ? undefined : new LeadsInside(host, found);
}

/** Looks where an address leads, and calls nothing. A name that leads nowhere is told by the call itself. */
export async function insideBehind(
  url: URL,
  {
    allowed,
    resolve = addressesOf,
  }: { allowed: readonly MayCall[] | undefined; resolve?: Resolve | undefined },
): Promise<LeadsInside | undefined> {
  const host = url.hostname;
  const address = addressIn(url);
  const to = address === undefined ? await resolve(host).catch((): string[] => []) : [address];
  return leadsInside(host, { to, reach: reachOf(url, allowed) });
}

/** What the system finds for a name. */
export async function addressesOf(host: string): Promise<string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}
