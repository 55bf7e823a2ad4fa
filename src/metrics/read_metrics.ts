/** What another process tells of itself by metrics. @module */

import { type ListenAddress, metricsUrl } from "./endpoint.ts";

const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{.*\})? (NaN|[-+]?(?:Inf|[\d.][\d.e+-]*))(?: -?\d+)?$/gm;

/**
 * The values of a page in Prometheus' format by the names of their metrics; where a metric has several samples, by
 * labels, their sum.
 *
 * @example
 * ```ts
 * import { metricValues } from "./read_metrics.ts";
 * import { assertEquals } from "@std/assert";
 * const page = '# TYPE sent_total counter\nsent_total{topic="a"} 3\nsent_total{topic="b"} 4\n';
 * assertEquals([...metricValues(page)], [["sent_total", 7]]);
 * ```
 */
export function metricValues(page: string): Map<string, number> {
  const values = new Map<string, number>();
  for (const [, name, value] of page.matchAll(SAMPLE)) {
    values.set(name!, (values.get(name!) ?? 0) + Number(value!.replace("Inf", "Infinity")));
  }
  return values;
}

/**
 * Asks a process for its metrics.
 *
 * @throws {Error} if none answers there within `timeoutMs`, or something else does.
 */
export async function readMetrics(address: ListenAddress, timeoutMs: number): Promise<Map<string, number>> {
  const response = await fetch(metricsUrl(address), {
    redirect: "error",
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (response.ok) return metricValues(await response.text());
  await response.body?.cancel();
  throw new Error(`${response.status} ${response.statusText}`);
}
