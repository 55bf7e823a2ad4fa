/** Options as commands declare them. @module */

import { durationText, UNITS_NS } from "../market/duration.ts";
import { parseTimeBound, type TimeBound } from "../market/time.ts";

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

type Extra = { readonly alias?: string };

/** Any text. */
export function text(placeholder: string, help: string, extra: Extra = {}): Option<string | undefined> {
  return { placeholder, help, fallback: undefined, read: (given) => given, ...extra };
}

/** There or not. */
export function flag(help: string): Option<boolean> {
  return { placeholder: null, help, fallback: false, read: () => true };
}

/** `--quiet`, of most commands. */
export const quiet: Option<boolean> = flag("nothing on standard error but failures");

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
        // The caller puts the option and its text before the message.
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

/** A name as it is given: a letter behind one dash, a word behind two. */
export function dashed(name: string): string {
  return `${name.length === 1 ? "-" : "--"}${name}`;
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

/** The value where an option is not given, as it would be written; `undefined` where that is none. */
export function writtenFallback({ fallback, shown }: Option<unknown>): string | undefined {
  if (shown !== undefined && fallback !== undefined && fallback !== null) return shown(fallback);
  const isWord = typeof fallback === "number" || (typeof fallback === "string" && fallback !== "");
  return isWord ? String(fallback) : undefined;
}
