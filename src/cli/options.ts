/** Options of commands: their declarations, reading them, and the text of `--help`. @module */

import { parseArgs } from "@std/cli/parse-args";
import { closestString } from "@std/text/closest-string";
import { durationText, UNITS_NS } from "../market/duration.ts";
import { parseTimeBound, type TimeBound } from "../market/time.ts";
import { UsageError } from "./errors.ts";
import { helpLines, type HelpRow } from "./help_lines.ts";

/** What may be given in a place of the command line. */
export interface Placeholder {
  /**
   * What stands for it in the help: alternatives with `|` between, of which those in small letters are meant as they
   * are, `FILE` and `FOLDER` are paths, and other capitals stand for something; with `,…` behind where commas join
   * several.
   */
  readonly placeholder: string;
  /** Words that it may be, beside those that the placeholder names: shells complete them. */
  readonly words?: readonly string[];
}

/** One option of a command: how its text becomes a value, and how `--help` shows it. */
export interface Option<T> extends Omit<Placeholder, "placeholder"> {
  /** What stands for the value, as in {@linkcode Placeholder}; `null` for a flag, which has none. */
  readonly placeholder: string | null;
  readonly help: string;
  /** The value where the option is not given; the help shows it. */
  readonly fallback: T;
  /** A value as it is written, if that is no word or number. */
  shown?(value: NonNullable<T>): string;
  /**
   * The value of a text.
   *
   * @throws {Error} saying what is wrong with it, to be put behind "--name TEXT: ".
   */
  read(text: string): T;
  /** Another name for it. */
  readonly alias?: string;
  /** When it is read at all: where all of these hold. By default always. */
  readonly onlyWith?: readonly Condition[] | undefined;
}

/** What makes an option meaningful: the value of another one, or of several. */
export type Condition = OfOne | OfSeveral;

interface OfOne {
  /** The other option, by its camel-case name. */
  readonly option: string;
  /** Values of it with which the option is read. */
  readonly values: readonly unknown[];
  /** Why it is not read with others, and what to do. */
  readonly otherwise: string;
}

interface OfSeveral {
  /** Whether the option is read, by the values of all. */
  readonly holds: (values: Readonly<Record<string, unknown>>) => boolean;
  /** Why it is not read where that does not hold, and what to do. */
  readonly otherwise: string;
}

/** Options by camel-case name; on the command line they are kebab-case. */
export type Options = Record<string, Option<unknown>>;

/** The values of options. */
export type Values<O extends Options> = { readonly [K in keyof O]: O[K] extends Option<infer T> ? T : never };

/** What a command's arguments came to. */
export interface Arguments<O extends Options> {
  /** The values of all options. */
  readonly values: Values<O>;
  /** Names of the options that were given, camel-case: one may be given the value that it has anyway. */
  readonly given: ReadonlySet<string>;
  /** Of those given, by camel-case name: what was written; of a flag, nothing. */
  readonly texts: Readonly<Record<string, string>>;
}

type Extra = { readonly alias?: string };

/** Any text. */
export function text(placeholder: string, help: string, extra: Extra = {}): Option<string | undefined> {
  return { placeholder, help, fallback: undefined, read: (given) => given, ...extra };
}

/** There or not. */
export function flag(help: string): Option<boolean> {
  return { placeholder: null, help, fallback: false, read: () => true };
}

/** One of some words; the first is the default. */
export function choice<const W extends string>(words: readonly [W, ...W[]], help: string): Option<W> {
  return {
    placeholder: words.join("|"),
    help,
    fallback: words[0],
    read(given) {
      const word = words.find((candidate) => candidate === given);
      if (word === undefined) throw new Error(`use ${words.join(" or ")}`);
      return word;
    },
  };
}

/** Bounds of a number. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** A whole number. */
export function integer<F extends number | undefined>(
  fallback: F,
  { min, max }: Bounds,
  help: string,
  extra: Extra = {},
): Option<number | F> {
  return {
    placeholder: "N",
    help,
    fallback,
    read(given) {
      return within(parseInteger(given), min, max);
    },
    ...extra,
  };
}

/** A number. */
export function decimal<F extends number | undefined>(
  fallback: F,
  { min, max }: Bounds,
  help: string,
): Option<number | F> {
  return { placeholder: "X", help, fallback, read: (given) => parseNumber(given, { min, max }) };
}

/** Numbers with commas between. */
export function decimals({ min, max }: Bounds, help: string): Option<readonly number[] | undefined> {
  return {
    placeholder: "X,…",
    help,
    fallback: undefined,
    read: (given) => given.split(",").map((part) => parseNumber(part.trim(), { min, max })),
  };
}

/** Whole numbers with commas between. */
export function integers({ min, max }: Bounds, help: string): Option<readonly number[] | undefined> {
  return {
    placeholder: "N,…",
    help,
    fallback: undefined,
    read: (given) => given.split(",").map((part) => within(parseInteger(part.trim()), min, max)),
  };
}

/**
 * A length of time in nanoseconds: `60`, `60s`, `500ms`, `2m`, `1h`; seconds without a unit.
 *
 * @param bounds in nanoseconds.
 */
export function duration<F extends number | undefined>(
  fallbackNs: F,
  help: string,
  { min, max }: Bounds = { min: 1, max: Number.MAX_SAFE_INTEGER },
): Option<number | F> {
  return {
    placeholder: "TIME",
    help,
    fallback: fallbackNs,
    shown: durationText,
    read: (given) => parseDuration(given, { min, max }),
  };
}

/**
 * A length of time in nanoseconds.
 *
 * @throws {Error} if the text is none, or out of bounds.
 */
export function parseDuration(given: string, { min, max }: Bounds): number {
  const match = /^(\d+(?:\.\d+)?|\.\d+)(ns|us|ms|s|m|h)?$/.exec(given);
  if (!match) throw new Error("not a length of time such as 60s, 500ms or 2m");
  const ns = Math.round(Number(match[1]) * UNITS_NS[match[2] ?? "s"]!);
  if (ns < min) throw new Error(`must be at least ${durationText(min)}`);
  if (ns > max) throw new Error(`must be at most ${durationText(max)}`);
  return ns;
}

/** A time of day or a moment. */
export function moment(help: string): Option<TimeBound | undefined> {
  return {
    placeholder: "TIME",
    help,
    fallback: undefined,
    read(given) {
      try {
        return parseTimeBound(given);
      } catch (error) {
        // The text stands before the message already.
        throw new Error((error as Error).message.replace(`Cannot parse time ${JSON.stringify(given)}: `, ""));
      }
    },
  };
}

function parseInteger(given: string): number {
  if (!/^[+-]?\d+$/.test(given)) throw new Error("not a whole number");
  return Number(given);
}

/**
 * A number, with or without a fraction or an exponent.
 *
 * @throws {Error} if the text is none, or out of bounds.
 */
export function parseNumber(given: string, { min, max }: Bounds): number {
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(given)) throw new Error("not a number");
  return within(Number(given), min, max);
}

function within(value: number, min: number, max: number): number {
  if (value < min) throw new Error(`must be at least ${min}`);
  if (value > max) throw new Error(`must be at most ${max}`);
  return value;
}

/** `orderSize` as `order-size`. */
export function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** "; did you mean WORD?" for the nearest of the words, or nothing where none is near. */
export function suggestion(given: string, words: readonly string[], prefix = ""): string {
  if (words.length === 0) return "";
  const nearest: string | undefined = closestString(given, [...words]);
  if (nearest === undefined || !isNear(given.toLowerCase(), nearest)) return "";
  return `; did you mean ${prefix}${nearest}?`;
}

/** Whether two words have most of their letters in common. */
function isNear(given: string, word: string): boolean {
  const left = [...given];
  let common = 0;
  for (const letter of word) {
    const at = left.indexOf(letter);
    if (at < 0) continue;
    left.splice(at, 1);
    common++;
  }
  return common >= Math.max(given.length, word.length) * 0.6;
}

/** The same options, read only under a condition, beside those that they have. */
export function onlyWith<O extends Options>(condition: Condition, options: O): O {
  const entries = Object.entries(options).map(([name, option]) =>
    [name, { ...option, onlyWith: [condition, ...option.onlyWith ?? []] }] as const
  );
  return Object.fromEntries(entries) as unknown as O;
}

/** The first condition of an option that does not hold, by the values of all. */
export function unmet(
  { onlyWith = [] }: Option<unknown>,
  values: Readonly<Record<string, unknown>>,
): Condition | undefined {
  return onlyWith.find((condition) =>
    "holds" in condition ? !condition.holds(values) : !condition.values.includes(values[condition.option])
  );
}

/** @throws {UsageError} for an option that is given and not read: it would change nothing, in silence. */
export function checkRead<O extends Options>(
  options: O,
  { values, given }: Pick<Arguments<O>, "values" | "given">,
): void {
  for (const [name, option] of Object.entries(options)) {
    const condition = given.has(name) ? unmet(option, values) : undefined;
    if (condition !== undefined) throw new UsageError(`--${kebab(name)}: ${condition.otherwise}`);
  }
}

/** The values of a command's arguments, read as {@linkcode readArguments} does. */
export function readOptions<O extends Options>(args: readonly string[], options: O): Values<O> {
  return readArguments(args, options).values;
}

/** Arguments, split into options and what is none: names of files, and `-`, wherever they stand. */
export function splitOperands(
  args: readonly string[],
  options: Options,
): { readonly operands: readonly string[]; readonly others: readonly string[] } {
  const valued = Object.keys(options).filter((name) => options[name]!.placeholder !== null);
  const takesNext = new Set(valued.map((name) => `--${kebab(name)}`));
  const isOperand = (arg: string, i: number): boolean =>
    (arg === "-" || !arg.startsWith("-")) && !takesNext.has(args[i - 1] ?? "");
  return { operands: args.filter(isOperand), others: args.filter((arg, i) => !isOperand(arg, i)) };
}

/** @throws {UsageError} for the first of some arguments that nothing takes. */
export function refuseMore([more]: readonly string[]): void {
  if (more !== undefined) throw new UsageError(`unexpected argument ${JSON.stringify(more)}`);
}

/**
 * Reads a command's arguments. It owns the traps of `parseArgs`: unknown options, values that begin
 * with a dash, empty values, options given twice and words that belong to nothing are errors here.
 *
 * @throws {UsageError} naming the argument.
 */
export function readArguments<O extends Options>(args: readonly string[], options: O): Arguments<O> {
  const names = new Map<string, string>(); // kebab-case or alias → camel-case
  for (const [name, { alias }] of Object.entries(options)) {
    names.set(kebab(name), name);
    if (alias !== undefined) names.set(alias, name);
  }
  const isFlag = (name: string) => options[names.get(name) ?? ""]?.placeholder === null;
  const flags = [...names.keys()].filter(isFlag);
  const valued = [...names.keys()].filter((name) => !isFlag(name));
  const parsed: Record<string, unknown> = parseArgs(joinValues(args, names, options), {
    string: valued,
    boolean: flags,
    collect: valued,
  });
  const values: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(options)) values[name] = option.fallback;
  const given = new Set<string>();
  const written: Record<string, string> = {};
  for (const name of flags) {
    if (parsed[name] !== true) continue;
    values[names.get(name)!] = true;
    given.add(names.get(name)!);
    written[names.get(name)!] = "";
  }
  for (const name of valued) {
    const texts = parsed[name] as string[] | undefined ?? [];
    for (const value of texts) {
      const key = names.get(name)!;
      if (given.has(key)) throw new UsageError(`${bothNames(key, options[key]!)} is given twice`);
      given.add(key);
      values[key] = readValue(name, value, options[key]!);
      written[key] = value;
    }
  }
  return { values: values as Values<O>, given, texts: written };
}

/** A name as it is given: a letter behind one dash, a word behind two. */
export function dashed(name: string): string {
  return `${name.length === 1 ? "-" : "--"}${name}`;
}

function bothNames(name: string, { alias }: Option<unknown>): string {
  return alias === undefined ? `--${kebab(name)}` : `--${kebab(name)} (or ${dashed(alias)})`;
}

function readValue(name: string, value: string, option: Option<unknown>): unknown {
  try {
    return option.read(value);
  } catch (error) {
    throw new UsageError(`--${name} ${value}: ${(error as Error).message}`);
  }
}

// parseArgs takes `--size -5` for two options, gives a flag the word `false` behind it, and lets pass what
// belongs to nothing. It gets flags and `--name=value`, all of them known.
function joinValues(args: readonly string[], names: ReadonlyMap<string, string>, options: Options): string[] {
  const joined: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const given = args[i]!;
    const letter = /^-([a-z])$/.exec(given)?.[1];
    const argument = letter !== undefined && names.has(letter) ? `-${given}` : given;
    if (argument === "--" && i === args.length - 1) break;
    if (argument === "--" || argument === "-" || !argument.startsWith("-")) {
      throw new UsageError(
        `unexpected argument ${JSON.stringify(argument === "--" ? args[i + 1] : argument)}`,
      );
    }
    const [name, value] = splitAtEquals(argument.startsWith("--") ? argument.slice(2) : "");
    const option = options[names.get(name) ?? ""];
    if (option === undefined) {
      throw new UsageError(unknownMessage(argument, [...names.keys()].filter((each) => each.length > 1)));
    }
    if (option.placeholder === null) {
      if (value !== undefined) throw new UsageError(`--${name} takes no value`);
      joined.push(argument);
      continue;
    }
    const text = value ?? args[++i];
    const missing = text === undefined || text === "" || (value === undefined && text.startsWith("--"));
    if (missing) throw new UsageError(`--${name} needs a value: --${name} ${option.placeholder}`);
    joined.push(`--${name}=${text}`);
  }
  return joined;
}

function splitAtEquals(argument: string): [string, string?] {
  const at = argument.indexOf("=");
  return at < 0 ? [argument] : [argument.slice(0, at), argument.slice(at + 1)];
}

function unknownMessage(argument: string, names: readonly string[]): string {
  const [written] = splitAtEquals(argument);
  const name = written.replace(/^-+/, "");
  return `unknown option ${written}${suggestion(name, names, "--") || "; --help lists the options"}`;
}

/** The option that all commands have. */
export const HELP_ROW: HelpRow = ["--help, -h", "this text"];

/** The options as lines of `--help`. */
export function describeOptions(options: Options): string {
  return helpLines([...optionRows(options), HELP_ROW]);
}

/** Each option as it is given, and what it does. */
export function optionRows(options: Options): HelpRow[] {
  return Object.entries(options).map(([name, option]) => {
    const alias = option.alias === undefined ? "" : `, ${dashed(option.alias)}`;
    const value = option.placeholder === null ? "" : ` ${option.placeholder}`;
    return [`--${kebab(name)}${alias}${value}`, `${option.help}${fallbackText(option)}`];
  });
}

/** The value where an option is not given, behind its help; nothing where that is none, or is told in words. */
function fallbackText(option: Option<unknown>): string {
  const written = writtenFallback(option);
  return written === undefined ? "" : ` (${written})`;
}

/** The value where an option is not given, as it would be written; `undefined` where that is none. */
export function writtenFallback({ fallback, shown }: Option<unknown>): string | undefined {
  if (shown !== undefined && fallback !== undefined && fallback !== null) return shown(fallback);
  const isWord = typeof fallback === "number" || (typeof fallback === "string" && fallback !== "");
  return isWord ? String(fallback) : undefined;
}
