import { NS_PER_SECOND } from "../../market/time.ts";
import type { Field } from "./field.ts";

/** What the artefact calls the fees that are used where no file is named. */
const BUILT_IN_FEES = "built-in US equity fees";

/**
 * The command that makes the artefact again, from its `run`, as a shell takes it.
 *
 * @example
 * ```ts
 * import { Field } from "./field.ts";
 * import { repeatCommand } from "./repeat_command.ts";
 * import { assertEquals } from "@std/assert";
 * const run = {
 *   rules: "market",
 *   seed: 7,
 *   arguments: { side: "both", skip_bad_rows: true, compare: [], interval_ns: 30e9, fees: { take: 0.003, add: -0.002 } },
 *   source: { kind: "file", path: "a day.csv" },
 * };
 * assertEquals(
 *   repeatCommand(new Field(run, "day.json")),
 *   "sorlab backtest --data 'a day.csv' --rules market --seed 7 --side both --skip-bad-rows --interval 30s " +
 *     "--fee 0.003 --rebate 0.002",
 * );
 * ```
 */
export function repeatCommand(run: Field): string {
  const options = run.at("arguments").entries().flatMap(([name, value]) =>
    name === "fees" ? feeOptions(value) : optionOf(name, value)
  );
  return [
    "sorlab backtest",
    ...sourceOptions(run.at("source")),
    option("rules", run.at("rules").text()),
    option("seed", run.at("seed").number()),
    ...options,
  ].filter((part) => part !== "").join(" ");
}

function sourceOptions(source: Field): string[] {
  switch (source.at("kind").text()) {
    case "file":
      return [option("data", source.at("path").text())];
    case "kafka":
      return [
        "--kafka",
        option("topic", source.at("topic").text()),
        option("run-id", source.at("run_id").text()),
        source.at("foreign").truth() === true ? "--foreign" : "",
      ];
    default:
      return [];
  }
}

function feeOptions(fees: Field): string[] {
  const take = fees.at("take").number();
  if (take !== null) return [option("fee", take), option("rebate", 0 - (fees.at("add").number() ?? 0))];
  const schedule = fees.at("schedule").text();
  return [option("fees", schedule === BUILT_IN_FEES ? null : schedule)];
}

/** An argument of the artefact as the option it came from; one that was not given is left out. */
function optionOf(name: string, field: Field): string {
  const value = field.json();
  if (value === false) return "";
  if (value === true) return `--${kebab(name)}`;
  if (name.endsWith("_ns")) return option(name.slice(0, -"_ns".length), timeOf(field.number()));
  if (!Array.isArray(value)) return option(name, wordOf(field));
  return option(name, value.length === 0 ? null : field.list().map(wordOf).join(","));
}

function timeOf(ns: number | null): string | null {
  if (ns === null) return null;
  return ns % NS_PER_SECOND === 0 ? `${ns / NS_PER_SECOND}s` : `${ns}ns`;
}

/** A value as it was written; a file stands in the artefact with the digest of what it held. */
function wordOf(field: Field): string | number | null {
  const value = field.json();
  if (typeof value === "number") return field.number();
  if (typeof value !== "object") return field.text();
  return field.at("file").text() ?? field.at("schedule").text();
}

function option(name: string, value: string | number | null): string {
  if (value === null) return "";
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
