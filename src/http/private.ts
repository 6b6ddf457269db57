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
  '192.168.0.0/16',
]) {
  const [address = '', bits] = network.split('/');
  networks.addSubnet(address, Number(bits), 'ipv4');
}
networks.addAddress('::1', 'ipv6');
networks.addAddress('::', 'ipv6');
networks.addSubnet('fc00::', 7, 'ipv6');
networks.addSubnet('fe80::', 10, 'ipv6');
networks.addSubnet('fec0::', 10, 'ipv6');

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
  const bare = address.replace(/^\[|\]$/g, '');
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1] ?? bare;
  const family = isIP(mapped);
  if (family !== 6) return family === 4 && networks.check(mapped, 'ipv4');
  // A zone names an interface of this machine.
  const [plain = mapped] = mapped.split('%');
  const carried = carriedBy(plain);
  return networks.check(plain, 'ipv6') || (carried !== undefined && networks.check(carried, 'ipv4'));
}

/**
 * The own network's address behind a public name, as one taken over by somebody else has it. An address or a name that
 * says so itself was meant by whoever wrote it.
 * @returns undefined where there is none, or the organization says that there may be
 */
export async function insideBehind(
  url: URL,
  {
    allowed,
    resolve = addresses,
  }: { allowed: readonly MayCall[] | undefined; resolve?: Resolve | undefined },
): Promise<string | undefined> {
  const host = url.hostname;
  if (isIP(host.replace(/^\[|\]$/g, '')) !== 0 || ownName.test(host) || mayBePrivate(allowed, url))
    return undefined;
  // A name that leads nowhere is told by the call itself.
  const found = await resolve(host).catch((): string[] => []);
  return found.find(isPrivateAddress);
}

async function addresses(host: string): Promise<string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}
