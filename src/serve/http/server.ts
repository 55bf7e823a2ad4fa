/** The live view's server: its page, its events, what pages ask for, and figures for Prometheus. @module */

import { metricsResponse } from "../../metrics/endpoint.ts";
import type { Metric } from "../../metrics/exposition.ts";
import type { Control, Hello } from "../frames.ts";
import { MOST_BYTES, parseControl } from "./control.ts";
import type { Events } from "./events.ts";
import { Guard, type GuardOptions } from "./guard.ts";

/** What the server shows and asks. */
export interface Shown {
  /** The page, and the policy that it is held to. */
  readonly page: { readonly html: string; readonly policy: string };
  readonly events: Events;
  hello(): Hello;
  /** Shows the present once more: somebody has come. */
  refresh(): void;
  /** @throws {Error} saying for people what is wrong with it. */
  control(control: Control): void;
  /** Figures for Prometheus. */
  metrics(): Iterable<Metric>;
}

/** Where to listen, and until when. */
interface ServeOptions extends GuardOptions {
  readonly port: number;
  readonly signal: AbortSignal;
}

/** What no answer of the server may be used for. */
const SAFE_HEADERS: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cache-control": "no-store",
};

/**
 * Serves until the signal.
 *
 * @throws {Deno.errors.AddrInUse} if somebody else listens there.
 */
export function serveView(shown: Shown, options: ServeOptions): Deno.HttpServer<Deno.NetAddr> {
  const guard = new Guard(options);
  const { host: hostname, port, signal } = options;
  return Deno.serve({ hostname, port, signal, onListen() {} }, async (request) => {
    const refusal = guard.refusalOf(request);
    if (refusal !== undefined) return answer(refusal.status, `${refusal.reason}\n`);
    return await answerTo(request, shown, guard);
  });
}

async function answerTo(request: Request, shown: Shown, guard: Guard): Promise<Response> {
  const { pathname } = new URL(request.url);
  switch (`${request.method} ${pathname}`) {
    case "GET /":
      return pageOf(shown.page, guard.cookieFor(request));
    case "GET /favicon.ico": // browsers ask for it by themselves
      return answer(204, null);
    case "GET /events":
      return eventsOf(shown);
    case "GET /metrics":
      return metricsResponse(shown.metrics());
    case "POST /control":
      return await controlled(request, shown);
    default:
      return answer(404, "not here\n");
  }
}

function pageOf({ html, policy }: Shown["page"], cookie: string | undefined): Response {
  return answer(200, html, {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": policy,
    ...cookie === undefined ? {} : { "set-cookie": cookie },
  });
}

function eventsOf(shown: Shown): Response {
  const stream = shown.events.add(shown.hello());
  if (stream === undefined) return answer(503, "too many pages watch already\n");
  shown.refresh();
  return new Response(stream, { headers: { ...SAFE_HEADERS, "content-type": "text/event-stream" } });
}

async function controlled(request: Request, shown: Shown): Promise<Response> {
  try {
    shown.control(parseControl(await bodyOf(request)));
    return answer(204, null);
  } catch (error) {
    const body = JSON.stringify({ error: (error as Error).message });
    return answer(400, body, { "content-type": "application/json" });
  }
}

/** @throws {Error} for a body that is longer than any control. */
async function bodyOf({ body }: Request): Promise<string> {
  if (body === null) return "";
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > MOST_BYTES) throw new Error(`the request is longer than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return new TextDecoder().decode(bytes);
}

function answer(
  status: number,
  body: string | null,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const usual = body === null ? {} : { "content-type": "text/plain; charset=utf-8" };
  return new Response(body, { status, headers: { ...SAFE_HEADERS, ...usual, ...headers } });
}
