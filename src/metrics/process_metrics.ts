/** What the process itself takes. @module */

import { cpuUsage } from "node:process";
import type { Metric } from "./exposition.ts";

/**
 * Memory and processor time of this process, by the names that Prometheus gives them everywhere, and which sorlab it
 * is.
 *
 * @param version such as `0.1.0`.
 */
export function processMetrics(version: string): Metric[] {
  const { user, system } = cpuUsage();
  return [
    {
      name: "sorlab_build_info",
      help: "Which sorlab this is.",
      type: "gauge",
      samples: [{ labels: { version }, value: 1 }],
    },
    {
      name: "process_resident_memory_bytes",
      help: "Memory that the process holds, bytes.",
      type: "gauge",
      samples: Deno.memoryUsage().rss,
    },
    {
      name: "process_cpu_seconds_total",
      help: "Processor time that it has taken, seconds.",
      type: "counter",
      samples: (user + system) / 1e6,
    },
  ];
}
