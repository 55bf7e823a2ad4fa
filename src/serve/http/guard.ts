/** Who may ask the server: the page that it gave out itself, on the machine that it serves. @module */

import { isOwnHost } from "../../metrics/own_host.ts";

/** What requests are held against. */
export interface GuardOptions {
  /** The host that it listens on, as it was given. */
  readonly host: string;
  /** What a request from elsewhere must know; `undefined` on a loopback address, which others do not reach. */
  readonly token?: string | undefined;
  /** What a page sends with what it asks for: only a page of this server has it. */
  readonly pageToken: string;
}

/** A request that is refused. */
interface Refusal {
  readonly status: 400 | 401 | 403;
  readonly reason: string;
}

/** The cookie that holds the token once a page was opened with it. */
const COOKIE = "sorlab_token";
/** The header in which a page sends its own token. */
const PAGE_TOKEN = "x-sorlab-token";

/**
 * Holds requests against where the server is. A name that somebody's DNS points at this machine (rebinding) is not the
 * server's `Host`; a foreign page has another `Origin`; and neither can read the token of the server's own page, which
 * every request needs that changes anything.
 *
 * @example
 * ```ts
 * import { Guard } from "./guard.ts";
 * import { assertEquals } from "@std/assert";
 * const guard = new Guard({ host: "127.0.0.1", pageToken: "secret" });
 * const asked = (host: string) => new Request("http://127.0.0.1:8017/", { headers: { host } });
 * assertEquals(guard.refusalOf(asked("localhost:8017")), undefined);
 * assertEquals(guard.refusalOf(asked("evil.example:8017"))?.status, 403);
 * ```
 */
export class Guard {
  #options: GuardOptions;

  constructor(options: GuardOptions) {
    this.#options = options;
  }

  /** Why a request is refused; `undefined` where it is not. */
  refusalOf(request: Request): Refusal | undefined {
    const host = request.headers.get("host") ?? "";
    if (!isOwnHost(host, this.#options.host)) {
      return { status: 403, reason: `this is not ${host || "a server without a name"}` };
    }
    const origin = request.headers.get("origin");
    if (origin !== null && origin !== `http://${host}`) {
      return { status: 403, reason: "a page of another origin may not ask this server" };
    }
    if (this.#options.token !== undefined && !this.#knowsToken(request)) {
      return { status: 401, reason: "the address with its token, as it was printed, opens this page" };
    }
    if (request.method === "GET" || request.method === "HEAD") return undefined;
    const given = request.headers.get(PAGE_TOKEN) ?? "";
    if (isSame(given, this.#options.pageToken)) return undefined;
    return { status: 403, reason: "only this server's page may change anything: reload it" };
  }

  /** The cookie to set where a request has the token in its address. */
  cookieFor(request: Request): string | undefined {
    const { token } = this.#options;
    if (token === undefined || !isSame(tokenInAddress(request), token)) return undefined;
    return `${COOKIE}=${token}; HttpOnly; SameSite=Strict; Path=/`;
  }

  #knowsToken(request: Request): boolean {
    const { token = "" } = this.#options;
    const bearer = /^Bearer (.+)$/.exec(request.headers.get("authorization") ?? "")?.[1] ?? "";
    const cookie = (request.headers.get("cookie") ?? "").split(/; */)
      .find((each) => each.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1) ?? "";
    return [bearer, cookie, tokenInAddress(request)].some((given) => isSame(given, token));
  }
}

function tokenInAddress({ url }: Request): string {
  return new URL(url).searchParams.get("token") ?? "";
}

/** Compares secrets in a time that does not tell how much of them is right. */
function isSame(given: string, secret: string): boolean {
  if (given.length !== secret.length) return false;
  let difference = 0;
  for (let i = 0; i < secret.length; i++) difference |= given.charCodeAt(i) ^ secret.charCodeAt(i);
  return difference === 0;
}
