/** The arguments of a command, read by the options that it declares. @module */

import { parseArgs } from "@std/cli/parse-args";
import { UsageError } from "./errors.ts";
import { dashed, kebab, type Option, type Options, unmet, type Values } from "./options.ts";
import { suggestion } from "./suggestion.ts";

/** What a command's arguments came to. */
export interface Arguments<O extends Options> {
  /** The values of all options. */
  readonly values: Values<O>;
  /** Names of the options that were given, camel-case: one may be given the value that it has anyway. */
  readonly given: ReadonlySet<string>;
  /** Of those given, by camel-case name: what was written; of a flag, nothing. */
  readonly texts: Readonly<Record<string, string>>;
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
