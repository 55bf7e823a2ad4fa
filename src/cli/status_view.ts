/** Readings of a broker, for people. @module */

import type { ClusterStatus } from "../kafka/cluster_status.ts";
import { alignColumns } from "../report/terminal/align_columns.ts";
import { wrapWords } from "../report/terminal/wrap_words.ts";

/** A broker, what it holds and who uses it, at one moment. */
export interface StatusReading {
  /** When it was read, ms since 1970. */
  readonly atMs: number;
  readonly bootstrap: string;
  readonly cluster: ClusterStatus;
  /** Its process, where that is one of this machine. */
  readonly broker: BrokerProcess | undefined;
  readonly processes: readonly WatchedProcess[];
  /** Why there is no newer reading of the broker. */
  readonly failure?: string;
}

interface BrokerProcess {
  readonly pid: number;
  readonly version: string | undefined;
  readonly usage: { readonly residentMb: number; readonly cpuSeconds: number };
}

interface WatchedProcess {
  readonly address: string;
  /** Its metrics by name; undefined where it does not answer. */
  readonly values: ReadonlyMap<string, number> | undefined;
}

const LAG = /^sorlab_\w+_lag_seconds$/;
const MEGABYTE = 2 ** 20;

/**
 * A reading as a screen of a terminal.
 *
 * @param before the one before, of which rates are computed.
 * @param columns of the terminal.
 */
export function statusTable(
  reading: StatusReading,
  before: StatusReading | undefined,
  columns: number = Infinity,
): string[] {
  const { bootstrap, broker, cluster, failure } = reading;
  const names = broker === undefined ? "" : ` (Kafka ${broker.version ?? "?"}, process ${broker.pid})`;
  const lines = wrapWords(
    [
      `${timeText(reading)}  broker ${bootstrap}${names}`,
      failure ?? usageText(reading, before),
    ].join("\n"),
    columns,
    2,
  ).split("\n");
  const add = (rows: readonly (readonly string[])[]): void => {
    if (rows.length > 1) lines.push("", ...alignColumns(rows, columns).split("\n"));
  };
  add([["topic", "messages", "a second"], ...topicsOf(reading, before)]);
  add([
    ["group", "topic", "behind"],
    ...cluster.groups.map(({ group, topic, lag }) => [group, topic, `${lag}`]),
  ]);
  add([["process", "memory", "processor", "lag"], ...processesOf(reading, before)]);
  return lines;
}

/** A reading as one line, for a file or a pipe. */
export function statusLine(reading: StatusReading, before: StatusReading | undefined): string {
  const { bootstrap, cluster, failure } = reading;
  return [
    `${timeText(reading)}  broker ${bootstrap}: ${failure ?? usageText(reading, before)}`,
    ...topicsOf(reading, before).map(([name, messages, rate]) =>
      `topic ${name}: ${messages} messages${rate === "" ? "" : `, ${rate} a second`}`
    ),
    ...cluster.groups.map(({ group, topic, lag }) => `group ${group}: ${lag} behind in ${topic}`),
    ...processesOf(reading, before).map(([address, memory, processor, lag]) =>
      `process ${address}: ${
        [memory, processor, lag && `lag ${lag}`].filter((each) => each !== "").join(", ")
      }`
    ),
  ].join("; ");
}

function timeText({ atMs }: StatusReading): string {
  return `${new Date(atMs).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

function usageText({ broker, atMs }: StatusReading, before: StatusReading | undefined): string {
  if (broker === undefined) return "memory and processor unknown: a broker elsewhere does not tell them";
  const { residentMb, cpuSeconds } = broker.usage;
  // Another process under the same address begins anew.
  const earlier = before?.broker?.pid === broker.pid ? before : undefined;
  const share = percentText(
    cpuSeconds - (earlier?.broker?.usage.cpuSeconds ?? NaN),
    secondsSince(atMs, earlier),
  );
  return `memory ${residentMb} MB${share === "" ? "" : `, processor ${share}`}`;
}

function topicsOf(
  { cluster, atMs }: StatusReading,
  before: StatusReading | undefined,
): [string, string, string][] {
  return Array.from(cluster.topics, ([name, ranges]) => {
    const end = endOf(cluster, name)!;
    const grown = end - (before === undefined ? NaN : endOf(before.cluster, name) ?? NaN);
    const rate = grown / secondsSince(atMs, before);
    const messages = ranges.reduce((sum, { low, end }) => sum + Number(end - low), 0);
    return [name, `${messages}`, Number.isFinite(rate) ? `${Math.round(rate)}` : ""];
  });
}

function endOf({ topics }: ClusterStatus, name: string): number | undefined {
  return topics.get(name)?.reduce((sum, { end }) => sum + Number(end), 0);
}

function processesOf(
  { processes, atMs }: StatusReading,
  before: StatusReading | undefined,
): [string, string, string, string][] {
  return processes.map(({ address, values }) => {
    if (values === undefined) return [address, "no answer", "", ""];
    const earlier = before?.processes.find((each) => each.address === address)?.values;
    const [resident, cpu, cpuBefore] = [
      values.get("process_resident_memory_bytes"),
      values.get("process_cpu_seconds_total") ?? NaN,
      earlier?.get("process_cpu_seconds_total") ?? NaN,
    ];
    const lag = [...values].find(([name]) => LAG.test(name))?.[1];
    return [
      address,
      resident === undefined ? "" : `${Math.round(resident / MEGABYTE)} MB`,
      percentText(cpu - cpuBefore, secondsSince(atMs, before)),
      lag === undefined ? "" : `${lag.toFixed(1)} s`,
    ];
  });
}

function secondsSince(atMs: number, before: StatusReading | undefined): number {
  return before === undefined ? NaN : (atMs - before.atMs) / 1000;
}

/** Time of a processor as a part of one, or nothing where it is not known, or another process began there. */
function percentText(cpuSeconds: number, seconds: number): string {
  const percent = 100 * cpuSeconds / seconds;
  return Number.isFinite(percent) && percent >= 0 ? `${Math.round(percent)} %` : "";
}
