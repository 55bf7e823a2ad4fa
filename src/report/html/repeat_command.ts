/** The command that makes an artefact again. @module */

import { NS_PER_SECOND } from "../../market/time.ts";
import type { FeesGiven, Run } from "../schema.ts";

/** What the artefact calls the fees that are used where no file is named. */
const BUILT_IN_FEES = "built-in US equity fees";

/**
 * The command that makes the artefact again, from its `run`, as a shell takes it.
 *
 * @example
 * ```ts
 * import { repeatCommand } from "./repeat_command.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(
 *   repeatCommand({
 *     tool: "sorlab",
 *     version: "0.1.0",
 *     rules: "market",
 *     tape_digest: "3e5a",
 *     seed: 7,
 *     arguments: { side: "both", skip_bad_rows: true, interval_ns: 30e9, fees: { take: 0.003, add: -0.002 } },
 *     source: { kind: "file", path: "a day.csv" },
 *   }),
 *   "sorlab backtest --data 'a day.csv' --rules market --seed 7 --side both --skip-bad-rows --interval 30s " +
 *     "--fee 0.003 --rebate 0.002",
 * );
 * ```
 */
export function repeatCommand({ rules, seed, arguments: given, source }: Run): string {
  const { fees } = given;
  const options = Object.entries(given).flatMap(([name, value]) =>
    name === "fees" ? feeOptions(fees) : optionOf(name, value)
  );
  return [
    rules === "judge" ? "sorlab judge" : "sorlab backtest",
    ...sourceOptions(source),
    option("rules", rules === "judge" ? undefined : rules),
    option("seed", seed),
    ...options,
  ].filter((part) => part !== "").join(" ");
}

function sourceOptions({ kind, path, topic, run_id, foreign, foreign_map }: Run["source"]): string[] {
  switch (kind) {
    case "file":
      return [option("data", path)];
    case "kafka":
      return [
        "--kafka",
        option("topic", topic),
        option("run-id", run_id),
        foreign === true ? "--foreign" : "",
        option("foreign-map", foreign_map),
      ];
    case "generated":
      return [];
  }
}

function feeOptions({ take, add, schedule }: FeesGiven): string[] {
  if (take !== undefined) return [option("fee", take), option("rebate", 0 - (add ?? 0))];
  return [option("fees", schedule === BUILT_IN_FEES ? undefined : schedule)];
}

/** An argument of the artefact as the option it came from; one that was not given is left out. */
function optionOf(name: string, value: unknown): string {
  if (value === false) return "";
  if (value === true) return `--${kebab(name)}`;
  if (name.endsWith("_ns") && typeof value === "number") {
    return option(name.slice(0, -"_ns".length), timeOf(value));
  }
  if (!Array.isArray(value)) return option(name, wordOf(value));
  return option(name, value.length === 0 ? undefined : value.map(wordOf).join(","));
}

function timeOf(ns: number): string {
  return ns % NS_PER_SECOND === 0 ? `${ns / NS_PER_SECOND}s` : `${ns}ns`;
}

/** A value as it was written; a file stands in the artefact with the digest of what it held. */
function wordOf(value: unknown): string | number | undefined {
  if (typeof value === "number" || typeof value === "string") return value;
  const { file, schedule } = (value ?? {}) as { readonly file?: unknown; readonly schedule?: unknown };
  const name = file ?? schedule;
  return typeof name === "string" ? name : undefined;
}

function option(name: string, value: string | number | undefined): string {
  if (value === undefined) return "";
  // Behind a space, what begins with a dash could pass for another option.
  const separator = String(value).startsWith("-") ? "=" : " ";
  return `--${kebab(name)}${separator}${quoted(String(value))}`;
}

function kebab(name: string): string {
  return quoted(name.replaceAll("_", "-"));
}

/** A word as a shell takes it, whatever is in it. */
function quoted(word: string): string {
  return /^[\w.,:/+%=@-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
