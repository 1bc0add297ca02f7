/** Which hosts are this machine: by their text, and by what their names resolve to. */

import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";

/** The addresses of a name; rejects where it has none. */
export type Resolve = (name: string) => Promise<readonly string[]>;

// An IPv4-mapped IPv6 address is looked up in here as its IPv4 address.
const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8);
LOOPBACK.addAddress("::1", "ipv6");

/** Whether a URL's host name is this machine's loopback by its text: an address, or `localhost`. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || isLoopbackAddress(withoutBrackets(hostname));
}

/**
 * Whether all that is sent to a URL's host stays on this machine: it is a loopback address, or a
 * name whose addresses all are. A name with other addresses, too, or with none, does not.
 */
export async function staysOnLoopback(
  hostname: string,
  resolve: Resolve = addressesOf,
): Promise<boolean> {
  const host = withoutBrackets(hostname);
  if (isIP(host) !== 0) return isLoopbackAddress(host);
  try {
    const addresses = await resolve(host);
    return addresses.length > 0 && addresses.every(isLoopbackAddress);
  } catch {
    return false;
  }
}

function isLoopbackAddress(address: string): boolean {
  const version = isIP(address);
  return version !== 0 && LOOPBACK.check(address, version === 4 ? "ipv4" : "ipv6");
}

/** An IPv6 address as URLs have it, bare. */
function withoutBrackets(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, "$1");
}

async function addressesOf(name: string): Promise<readonly string[]> {
  const found = await lookup(name, { all: true });
  return found.map(({ address }) => address);
}
