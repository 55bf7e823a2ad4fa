/** A question that comes from a file: an artefact, or what its `run.arguments` hold. @module */

import { DataError } from "../market/data_error.ts";
import { type Repeatable, repeatArguments } from "../report/repeat_command.ts";
import { UsageError, withFile } from "./errors.ts";
import { kebab, type Options, unmet, type Values } from "./options.ts";
import { type Arguments, readArguments } from "./read_arguments.ts";

/**
 * Fills in from a file what the command line leaves open: what is given there beats the file.
 *
 * @param path of JSON: an artefact, to repeat it, or options by name, as its `run.arguments` are.
 * @throws {DataError} if the file holds neither.
 * @throws {UsageError} naming the file, for options in it that are unknown or have impossible values.
 */
export async function withConfig<O extends Options>(
  read: Arguments<O>,
  path: string,
  options: O,
): Promise<Arguments<O>> {
  const run = runOf(await withFile(`read ${path}`, () => Deno.readTextFile(path)), path);
  const filed = readFiled(repeatArguments(run), path, options);
  const names = [...filed.given].filter((name) => !read.given.has(name));
  const filled = Object.fromEntries(names.map((name) => [name, filed.values[name]]));
  const values = { ...read.values, ...filled } as Values<O>;
  for (const name of names) {
    // What the command line makes meaningless is left out in silence: it beats the file.
    const isMeaningful = [filed.values, values].some((each) => unmet(options[name]!, each) === undefined);
    if (isMeaningful) continue;
    throw new UsageError(`${path}: --${kebab(name)}: ${unmet(options[name]!, filed.values)!.otherwise}`);
  }
  const texts = Object.fromEntries(names.map((name) => [name, filed.texts[name]!]));
  return { values, given: new Set([...read.given, ...names]), texts: { ...texts, ...read.texts } };
}

function runOf(json: string, path: string): Repeatable {
  const value = parse(json, path);
  const object = asObject(value, path);
  const { run } = object;
  if (run === undefined) return { arguments: object };
  const { arguments: given } = asObject(run, `${path}: run`);
  asObject(given, `${path}: run.arguments`);
  return run as Repeatable;
}

function parse(json: string, path: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new DataError(`is no JSON: ${(error as Error).message}`, { file: path });
  }
}

function asObject(value: unknown, file: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new DataError("is no object of options, nor an artefact", { file });
}

function readFiled<O extends Options>(args: readonly string[], path: string, options: O): Arguments<O> {
  try {
    return readArguments(args, options);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`${path}: ${error.message}`, { cause: error });
  }
}
