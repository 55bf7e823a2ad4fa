/** The command, and the arguments, that make an artefact again. @module */

import { NS_PER_SECOND } from "../market/time.ts";
import type { FeesGiven, Run } from "./schema.ts";

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
export function repeatCommand(run: Run): string {
  const command = run.rules === "judge" ? "sorlab judge" : "sorlab backtest";
  return [command, ...optionsOf(run).map(shellWords)].join(" ");
}

/**
 * The same as arguments of `sorlab backtest`, of a `run` or of its `arguments` alone, each `--name=value` or a flag.
 *
 * @example
 * ```ts
 * import { repeatArguments } from "./repeat_command.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(repeatArguments({ arguments: { orders: 40, side: "both" } }), ["--orders=40", "--side=both"]);
 * ```
 */
export function repeatArguments(run: Repeatable): string[] {
  return optionsOf(run).map(({ name, value }) => value === undefined ? `--${name}` : `--${name}=${value}`);
}

/** What a run is repeated by; only its arguments are needed. */
export interface Repeatable extends Partial<Pick<Run, "rules" | "seed" | "source">> {
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** An option as it is given: with a value, or a flag. */
interface Given {
  readonly name: string;
  readonly value?: string;
}

function optionsOf(
  { rules, seed, arguments: given, source }: Repeatable,
): Given[] {
  return [
    ...source === undefined ? [] : sourceOptions(source),
    ...option("rules", rules === "judge" ? undefined : rules),
    // Trial rules draw nothing but a synthetic tape.
    ...rules === "trial" && source?.kind !== "generated" ? [] : option("seed", seed),
    ...Object.entries(given).flatMap(([name, value]) =>
      name === "fees" && typeof value === "object" && value !== null
        ? feeOptions(value as FeesGiven, { rules: rules ?? given["rules"] })
        : optionOf(name, value)
    ),
  ];
}

function sourceOptions({ kind, path, topic, run_id, foreign, foreign_map }: Run["source"]): Given[] {
  switch (kind) {
    case "file":
      return option("data", path);
    case "kafka":
      return [
        flag("kafka"),
        ...option("topic", topic),
        ...option("run-id", run_id),
        ...foreign === true ? [flag("foreign")] : [],
        ...option("foreign-map", foreign_map),
      ];
    case "generated":
      return [];
  }
}

function feeOptions(
  { take, add, schedule }: FeesGiven,
  { rules }: { readonly rules: unknown },
): Given[] {
  // Under trial rules there is no rebate to earn.
  const rebate = rules === "trial" ? undefined : 0 - (add ?? 0);
  if (take !== undefined) return [...option("fee", take), ...option("rebate", rebate)];
  return option("fees", schedule === BUILT_IN_FEES ? undefined : schedule);
}

/** An argument of the artefact as the option it came from; one that was not given is left out. */
function optionOf(name: string, value: unknown): Given[] {
  if (value === false) return [];
  if (value === true) return [flag(name)];
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

function flag(name: string): Given {
  return { name: kebab(name) };
}

function option(name: string, value: string | number | undefined): Given[] {
  return value === undefined ? [] : [{ name: kebab(name), value: String(value) }];
}

function kebab(name: string): string {
  return name.replaceAll("_", "-");
}

/** An option as a shell takes it. */
export function shellWords({ name, value }: Given): string {
  if (value === undefined) return `--${quoted(name)}`;
  // Behind a space, what begins with a dash could pass for another option.
  const separator = value.startsWith("-") ? "=" : " ";
  return `--${quoted(name)}${separator}${quoted(value)}`;
}

/** A word as a shell takes it, whatever is in it. */
function quoted(word: string): string {
  return /^[\w.,:/+%=@-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
