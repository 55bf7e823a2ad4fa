/** `--metrics`: how a long command is watched by Prometheus. @module */

import { isIP } from "node:net";
import config from "../../deno.json" with { type: "json" };
import { type ListenAddress, type MetricsEndpoint, serveMetrics } from "../metrics/endpoint.ts";
import type { Metric } from "../metrics/exposition.ts";
import { isLoopback } from "../metrics/loopback.ts";
import { processMetrics } from "../metrics/process_metrics.ts";
import { UsageError } from "./errors.ts";
import type { Option } from "./options.ts";
import { tell } from "./output.ts";

const LOOPBACK = "127.0.0.1";
const ADDRESS = /^(?:(?:\[([\da-f:.]+)\]|([^\s:[\]/@]*)):)?(\d{1,5})$/i;

/** Where metrics are served while the command runs. */
export const metrics: Option<ListenAddress | undefined> = {
  placeholder: "HOST:PORT",
  help: `answer GET /metrics there, for Prometheus; a port alone is one of ${LOOPBACK} (none)`,
  fallback: undefined,
  read(given) {
    const [, inBrackets, plain, port] = ADDRESS.exec(given) ?? [];
    const isPort = port !== undefined && Number(port) <= 65535;
    if (!isPort || (inBrackets !== undefined && isIP(inBrackets) !== 6)) {
      throw new Error(`use HOST:PORT, such as ${LOOPBACK}:9100`);
    }
    return { host: inBrackets ?? (plain || LOOPBACK), port: Number(port) };
  },
};

/**
 * Does work, and serves its metrics and the process's meanwhile, where an address is given.
 *
 * @throws {UsageError} before the work, if that address cannot be listened on.
 */
export async function withMetrics<T>(
  address: ListenAddress | undefined,
  { read, quiet }: { readonly read: () => readonly Metric[]; readonly quiet: boolean },
  work: () => Promise<T>,
): Promise<T> {
  if (address === undefined) return await work();
  const endpoint = listen(address, () => [...processMetrics(config.version), ...read()]);
  try {
    if (!quiet) tellOf(address, endpoint);
    return await work();
  } finally {
    await endpoint.close();
  }
}

function listen(address: ListenAddress, read: () => Metric[]): MetricsEndpoint {
  try {
    return serveMetrics(address, read);
  } catch (error) {
    const reason = error instanceof Deno.errors.AddrInUse
      ? "the port is taken: choose another"
      : `cannot listen there: ${(error as Error).message.replace(/ \(os error.*$/s, "")}`;
    throw new UsageError(`--metrics ${address.host}:${address.port}: ${reason}`);
  }
}

function tellOf({ host }: ListenAddress, { url }: MetricsEndpoint): void {
  tell(`metrics on ${url}`);
  if (!isLoopback(host)) tell(`warning: whoever can reach ${host} can read them`);
}
