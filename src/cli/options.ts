import { parseArgs } from "@std/cli/parse-args";
import { closestString } from "@std/text/closest-string";
import { UsageError } from "./errors.ts";

/** One option of a command: how its text becomes a value, and how `--help` shows it. */
export interface Option<T> {
  /** What stands for the value in the help; `null` for a flag, which has none. */
  readonly placeholder: string | null;
  readonly help: string;
  /** The value where the option is not given. */
  readonly fallback: T;
  /**
   * The value of a text.
   *
   * @throws {Error} saying what is wrong with it, to be put behind "--name TEXT: ".
   */
  read(text: string): T;
  /** Another name for it. */
  readonly alias?: string;
}

/** Options by camel-case name; on the command line they are kebab-case. */
export type Options = Record<string, Option<unknown>>;

/** The values of options. */
export type Values<O extends Options> = { readonly [K in keyof O]: O[K] extends Option<infer T> ? T : never };

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
export function choice<W extends string>(words: readonly [W, ...W[]], help: string): Option<W> {
  return {
    placeholder: words.join("|"),
    help,
    fallback: words[0],
    read(given) {
      const word = words.find((candidate) => candidate === given);
      if (word === undefined) throw new Error(`use ${words.join(" or ")}${suggestion(given, words)}`);
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
  return { placeholder: "X", help, fallback, read: (given) => within(parseNumber(given), min, max) };
}

/** Numbers with commas between. */
export function decimals({ min, max }: Bounds, help: string): Option<readonly number[] | undefined> {
  return {
    placeholder: "X,…",
    help,
    fallback: undefined,
    read: (given) => given.split(",").map((part) => within(parseNumber(part.trim()), min, max)),
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

const DURATION_NS: Readonly<Record<string, number>> = { ns: 1, us: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };

/** A length of time in nanoseconds: `60`, `60s`, `500ms`, `2m`, `1h`; seconds without a unit. */
export function duration<F extends number | undefined>(fallbackNs: F, help: string): Option<number | F> {
  return {
    placeholder: "TIME",
    help,
    fallback: fallbackNs,
    read(given) {
      const match = /^(\d*\.?\d+)(ns|us|ms|s|m|h)?$/.exec(given);
      if (!match) throw new Error("not a length of time such as 60s, 500ms or 2m");
      const ns = Number(match[1]) * DURATION_NS[match[2] ?? "s"]!;
      if (ns <= 0) throw new Error("must be positive");
      return Math.round(ns);
    },
  };
}

function parseInteger(given: string): number {
  if (!/^[+-]?\d+$/.test(given)) throw new Error("not a whole number");
  return Number(given);
}

function parseNumber(given: string): number {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(given)) throw new Error("not a number");
  return Number(given);
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

function suggestion(given: string, words: readonly string[]): string {
  const nearest: string | undefined = closestString(given, [...words]);
  return nearest === undefined ? "" : `; did you mean ${nearest}?`;
}

/**
 * Reads a command's arguments. It owns the traps of `parseArgs`: unknown options, values that begin
 * with a dash, empty values, options given twice and words that belong to nothing are errors here.
 *
 * @throws {UsageError} naming the argument.
 */
export function readOptions<O extends Options>(args: readonly string[], options: O): Values<O> {
  const names = new Map<string, string>(); // kebab-case or alias → camel-case
  for (const [name, { alias }] of Object.entries(options)) {
    names.set(kebab(name), name);
    if (alias !== undefined) names.set(alias, name);
  }
  const isFlag = (name: string) => options[names.get(name) ?? ""]?.placeholder === null;
  const flags = [...names.keys()].filter(isFlag);
  const valued = [...names.keys()].filter((name) => !isFlag(name));
  const unknown = (argument: string) => {
    throw new UsageError(unknownMessage(argument, [...names.keys()]));
  };
  const parsed: Record<string, unknown> = parseArgs(joinValues(args, new Set(valued), new Set(flags)), {
    string: valued,
    boolean: flags,
    collect: valued,
    unknown,
  });
  const values: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(options)) values[name] = option.fallback;
  for (const name of flags) if (parsed[name] === true) values[names.get(name)!] = true;
  const given = new Set<string>();
  for (const name of valued) {
    const texts = parsed[name] as string[] | undefined ?? [];
    for (const value of texts) {
      const key = names.get(name)!;
      if (given.has(key)) throw new UsageError(`--${name} is given twice`);
      given.add(key);
      values[key] = readValue(name, value, options[key]!);
    }
  }
  return values as Values<O>;
}

function readValue(name: string, value: string, option: Option<unknown>): unknown {
  if (value === "") throw new UsageError(`--${name} needs a value: --${name} ${option.placeholder}`);
  try {
    return option.read(value);
  } catch (error) {
    throw new UsageError(`--${name} ${value}: ${(error as Error).message}`);
  }
}

// parseArgs takes `--size -5` for two options, and gives a flag the word behind it.
function joinValues(
  args: readonly string[],
  valued: ReadonlySet<string>,
  flags: ReadonlySet<string>,
): string[] {
  const joined: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const argument = args[i]!;
    const name = argument.startsWith("--") ? argument.slice(2) : "";
    const [flagName = "", flagValue] = name.split("=", 2);
    if (flags.has(flagName) && flagValue !== undefined) throw new UsageError(`--${flagName} takes no value`);
    if (!valued.has(name)) {
      joined.push(argument);
      continue;
    }
    const value = args[i + 1];
    if (value === undefined || value.startsWith("--")) throw new UsageError(`--${name} needs a value`);
    joined.push(`${argument}=${value}`);
    i++;
  }
  return joined;
}

function unknownMessage(argument: string, names: readonly string[]): string {
  if (!argument.startsWith("-")) {
    return `unexpected argument ${JSON.stringify(argument)}; options begin with --`;
  }
  const name = argument.replace(/^-+/, "").split("=")[0]!;
  return `unknown option ${argument.split("=")[0]}${suggestion(name, names).replace("mean ", "mean --")}`;
}

/** The options as lines of `--help`. */
export function describeOptions(options: Options): string {
  const rows = Object.entries(options).map(([name, option]) => {
    const alias = option.alias === undefined ? "" : `, --${option.alias}`;
    const value = option.placeholder === null ? "" : ` ${option.placeholder}`;
    return [`--${kebab(name)}${alias}${value}`, option.help] as const;
  });
  const column = Math.min(34, Math.max(...rows.map(([left]) => left.length)) + 2);
  return rows.map(([left, help]) => {
    const gap = left.length + 2 > column ? `\n  ${" ".repeat(column)}` : " ".repeat(column - left.length);
    return `  ${left}${gap}${help}`;
  }).join("\n");
}
