/** Ports for brokers and proxies to listen on. @module */

// Below the ports of outgoing connections: one of those could take a broker's while it is down.
const LOWEST_PORT = 15_000;
const PAIRS = 8_000;

/** A port that nothing listens on, and so is the one above it. */
function freePort(): number {
  while (true) {
    const port = LOWEST_PORT + 2 * (crypto.getRandomValues(new Uint16Array(1))[0]! % PAIRS);
    try {
      for (const each of [port, port + 1]) Deno.listen({ hostname: "127.0.0.1", port: each }).close();
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
}

/** Several such ports. */
export function freePorts(count: number): number[] {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(freePort());
  return [...ports];
}
