/** A tiny HTTP server of one page, `/metrics`. @module */

import { exposition, EXPOSITION_TYPE, type Metric } from "./exposition.ts";
import { isOwnHost } from "./own_host.ts";

/** Where to listen. */
export interface ListenAddress {
  /** An address or a name of this machine. */
  readonly host: string;
  /** 0 is any that is free. */
  readonly port: number;
}

/** A server of metrics that runs. */
export interface MetricsEndpoint {
  /** Where its page is. */
  readonly url: string;
  /** Ends it, whoever is connected. */
  close(): Promise<void>;
}

/**
 * Answers `GET /metrics` until it is closed. Nothing is computed between requests.
 *
 * @param read the metrics, at each request anew.
 * @throws {Deno.errors.AddrInUse} if the port is taken; what else the system says where it cannot be listened on.
 */
export function serveMetrics(
  { host, port }: ListenAddress,
  read: () => Iterable<Metric>,
): MetricsEndpoint {
  const abort = new AbortController();
  const server = Deno.serve(
    { hostname: host, port, signal: abort.signal, onListen() {} },
    (request) => answer(request, host, read),
  );
  return {
    url: metricsUrl({ host, port: server.addr.port }),
    async close() {
      abort.abort();
      await server.finished;
    },
  };
}

/** Where the page of an address is. */
export function metricsUrl({ host, port }: ListenAddress): string {
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}/metrics`;
}

function answer(request: Request, host: string, read: () => Iterable<Metric>): Response {
  if (!isOwnHost(request.headers.get("host"), host)) return plain(403, "not a name of this server");
  if (request.method !== "GET" && request.method !== "HEAD") {
    return plain(405, "GET alone", { allow: "GET, HEAD" });
  }
  if (new URL(request.url).pathname !== "/metrics") return plain(404, "there is /metrics, and nothing else");
  return metricsResponse(read());
}

/** Metrics as the answer to a request. */
export function metricsResponse(metrics: Iterable<Metric>): Response {
  return new Response(exposition(metrics), {
    headers: {
      "content-type": EXPOSITION_TYPE,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
}

function plain(status: number, text: string, headers: Record<string, string> = {}): Response {
  return new Response(`${text}\n`, {
    status,
    headers: { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff", ...headers },
  });
}
