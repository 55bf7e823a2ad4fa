/** Measures in Prometheus' text format, version 0.0.4. @module */

/** A measure at the moment of asking: one value, or one for each set of labels. */
export interface Metric {
  /** Letters, digits and underscores; a counter's ends with `_total`, and a unit stands in it. */
  readonly name: string;
  /** What it measures, in words. */
  readonly help: string;
  /** A counter only grows, from the start of the process; a gauge goes up and down. */
  readonly type: "counter" | "gauge";
  readonly samples: number | readonly Sample[];
}

/** A value, and what tells it from the others of its metric. */
interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What says, in an answer of HTTP, that it is this format. */
export const EXPOSITION_TYPE = "text/plain; version=0.0.4; charset=utf-8";

const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL_NAME = /^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/;

/**
 * Metrics as Prometheus reads them. Labels and helps may hold anything.
 *
 * Source: https://prometheus.io/docs/instrumenting/exposition_formats/
 *
 * @throws {TypeError} for a name that the format does not take.
 *
 * @example
 * ```ts
 * import { exposition } from "./exposition.ts";
 * import { assertEquals } from "@std/assert";
 * const samples = [{ labels: { topic: 'a"b' }, value: 3 }];
 * assertEquals(
 *   exposition([{ name: "sent_total", help: "Messages sent.", type: "counter", samples }]),
 *   '# HELP sent_total Messages sent.\n# TYPE sent_total counter\nsent_total{topic="a\\"b"} 3\n',
 * );
 * ```
 */
export function exposition(metrics: Iterable<Metric>): string {
  return Array.from(metrics, family).join("");
}

function family({ name, help, type, samples }: Metric): string {
  if (!METRIC_NAME.test(name)) throw new TypeError(`no name of a metric: ${name}`);
  const all = typeof samples === "number" ? [{ labels: {}, value: samples }] : samples;
  const lines = [
    `# HELP ${name} ${escaped(help)}`,
    `# TYPE ${name} ${type}`,
    ...all.map(({ labels, value }) => `${name}${labelText(labels)} ${valueText(value)}`),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function labelText(labels: Sample["labels"]): string {
  const pairs = Object.entries(labels).map(([name, value]) => {
    if (!LABEL_NAME.test(name)) throw new TypeError(`no name of a label: ${name}`);
    return `${name}="${escaped(value).replaceAll('"', '\\"')}"`;
  });
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

function valueText(value: number): string {
  if (value === Infinity) return "+Inf";
  return value === -Infinity ? "-Inf" : String(value);
}
