/** The list of servers that a client asks first, of which one is enough. @module */

import { isIPv6 } from "node:net";

const DEFAULT_PORT = 9092;

const IN_BRACKETS = /^\[([^\]]*)\](?::(\d{1,5}))?$/;
const HOST = /^([^\s:/[\]]+):(\d{1,5})$/;

/**
 * Reads `host:port,…`, with addresses of IPv6 in brackets; such an address alone means port 9092.
 *
 * @throws {Error} naming the first server that is none.
 *
 * @example
 * ```ts
 * import { parseBootstrap } from "./bootstrap.ts";
 * import { assertEquals, assertThrows } from "@std/assert";
 * assertEquals(parseBootstrap("kafka:9092, [::1]:9093,::1"), ["kafka:9092", "[::1]:9093", "[::1]:9092"]);
 * assertThrows(() => parseBootstrap("http://kafka:9092"), Error, "no URL");
 * ```
 */
export function parseBootstrap(text: string): string[] {
  const servers = text.split(",").map((server) => server.trim()).filter((server) => server !== "");
  if (servers.length === 0) throw new Error("no bootstrap server: use host:port");
  return servers.map(parseServer);
}

function parseServer(server: string): string {
  const [, inBrackets = server, behind = DEFAULT_PORT] = IN_BRACKETS.exec(server) ?? [];
  const [, host, given] = isIPv6(inBrackets) ? [server, `[${inBrackets}]`, behind] : HOST.exec(server) ?? [];
  const port = Number(given);
  if (port >= 1 && port <= 65535) return `${host}:${port}`;
  const remedy = server.includes("://") ? "use host:port, no URL" : "use host:port";
  throw new Error(`bootstrap server ${JSON.stringify(server)}: ${remedy}`);
}

/** A server as kafkajs takes it: it cuts at the first colon, so that those of an address have to be disguised. */
export function disguised(server: string): string {
  return server.replace(/^\[.*\]/, (address) => address.replaceAll(":", "_"));
}

/** The host to connect to. */
export function undisguised(host: string): string {
  return /^\[.*\]$/.test(host) ? host.slice(1, -1).replaceAll("_", ":") : host;
}
