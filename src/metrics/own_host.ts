/** Whether a request means this server, by the name that it calls it. @module */

import { isIP } from "node:net";

const HOST = /^(?:\[([^\]]+)\]|([^:[\]@/?#\s]+))(?::\d{1,5})?$/;

/**
 * Whether the `Host` of a request is an address, `localhost`, or the name that the server was told to listen on. A
 * foreign page may have its own name resolve to this machine and then count as the same site ("DNS rebinding"); the
 * name shows in this header. The port may be any: a tunnel of ssh has its own.
 *
 * @param header the value of `Host`; null where a request has none, which is refused.
 * @param listensOn the host that the server listens on.
 *
 * @example
 * ```ts
 * import { isOwnHost } from "./own_host.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(isOwnHost("127.0.0.1:9100", "127.0.0.1"), true);
 * assertEquals(isOwnHost("rebound.example:9100", "127.0.0.1"), false);
 * ```
 */
export function isOwnHost(header: string | null, listensOn: string): boolean {
  const [, bracketed, plain] = HOST.exec(header ?? "") ?? [];
  if (bracketed !== undefined) return isIP(bracketed) === 6;
  const name = (plain ?? "").toLowerCase();
  return isIP(name) === 4 || name === "localhost" || (name !== "" && name === listensOn.toLowerCase());
}
