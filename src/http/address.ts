import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { LRUCache } from 'lru-cache';

/** Tells from which address a request comes, for counting. */
export type AddressOf = (req: Pick<IncomingMessage, 'headers' | 'socket'>) => string;

/** Looking an address up in the networks costs more than all else a refusal needs. */
const remembered = 1000;

/**
 * Reads where a request comes from. `X-Forwarded-For` is believed only from proxies that were named, because anybody can
 * write it; of its addresses the last one that is no such proxy is the sender's.
 * @param proxies addresses and networks of own proxies: `127.0.0.1`, `10.0.0.0/8`
 */
export function addressReader(proxies: readonly string[]): AddressOf {
  const own = new BlockList();
  for (const proxy of proxies) {
    const [address = '', bits] = proxy.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) own.addAddress(address, family);
    else own.addSubnet(address, Number(bits), family);
  }
  const known = new LRUCache<string, boolean>({ max: remembered });
  function isOwn(address: string): boolean {
    const before = known.get(address);
    if (before !== undefined) return before;
    const found = own.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
    known.set(address, found);
    return found;
  }
  return ({ headers, socket }) => {
    const peer = plainAddress(socket.remoteAddress ?? '');
    if (isIP(peer) === 0 || !isOwn(peer)) return sender(peer);
    const hops = String(headers['x-forwarded-for'] ?? '')
      .split(',')
      .map((hop) => plainAddress(withoutPort(hop.trim())));
    // What stands before a hop that can't be read is not looked at: the sender may have written it.
    const before = hops.reverse().find((hop) => isIP(hop) === 0 || !isOwn(hop));
    return sender(before !== undefined && isIP(before) !== 0 ? before : peer);
  };
}

/** True when the text is an address or a network that `addressReader` can read. */
export function isAddressOrNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const family = isIP(address);
  const most = family === 6 ? 128 : 32;
  return (
    family !== 0 &&
    more.length === 0 &&
    (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most))
  );
}

/** Some proxies write the port behind the address: `198.51.100.9:4711`, `[2001:db8::1]:4711`. */
function withoutPort(hop: string): string {
  return /^\[([^\]]*)\](?::\d+)?$/.exec(hop)?.[1] ?? /^([\d.]+):\d+$/.exec(hop)?.[1] ?? hop;
}

/** An IPv4 address as such, also where the socket speaks IPv6. */
function plainAddress(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
}

/** Whoever has one IPv6 address has the whole network of 64 bits around it. */
function sender(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = '', tail = ''] = address.split('::');
  const front = head.split(':').filter(Boolean);
  const back = tail.split(':').filter(Boolean);
  const zeros = Array(Math.max(0, 8 - front.length - back.length)).fill('0');
  return `${[...front, ...zeros, ...back].slice(0, 4).join(':')}::/64`;
}
