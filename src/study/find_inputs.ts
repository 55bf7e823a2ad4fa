/** What the tapes of a study are read from, and which instruments are in it. @module */

import { createHash } from "node:crypto";
import { DataError } from "../market/data_error.ts";
import { filesOf } from "../source/inputs.ts";
import { surveyFiles } from "../source/open_tape.ts";
import { isAddress, probeAddress } from "./address.ts";
import { readOptionsOf, type StudyInput, type StudyReading, type StudyTask } from "./study.ts";

/** Tapes that are wanted, as a line of a list names them. */
export interface TapesWanted {
  /** A file, a folder, a pattern or an address. */
  readonly tape: string;
  /** Instrument; without it all that its files have. */
  readonly symbol?: string | undefined;
  /** Window instead of the question's. */
  readonly from?: string | undefined;
  /** The end of it. */
  readonly to?: string | undefined;
}

/** Inputs, and the tasks that come of them, without their ids. */
interface FoundTasks {
  readonly inputs: readonly StudyInput[];
  readonly tasks: readonly Omit<StudyTask, "id">[];
  /** Addresses with their queries, by the names of inputs. */
  readonly addresses: ReadonlyMap<string, string>;
}

/**
 * Finds the inputs of tapes, digests the files, and where no instrument is asked for, looks which are in them. An
 * address is asked what it gives, and not downloaded: of one without an instrument there is one tape.
 *
 * @param onInput told of each input that is found.
 * @throws {DataError} if a file cannot be read, or the same tape is wanted twice.
 * @throws {AddressFailure} if an address gives nothing.
 * @throws {Deno.errors.NotFound} and its kin, if there is no such file.
 */
export async function findTasks(
  wanted: readonly TapesWanted[],
  reading: StudyReading,
  onInput: (found: number) => void,
): Promise<FoundTasks> {
  const inputs = new Map<string, StudyInput>();
  const addresses = new Map<string, string>();
  const byInput = new Map<string, Omit<StudyTask, "id" | "input">[]>();
  for (const { tape, symbol, from, to } of wanted) {
    for (const place of isAddress(tape) ? [tape] : await filesOf(tape)) {
      const input = isAddress(place) ? await probeAddress(place) : await fileInput(place, inputs);
      const { name } = input;
      if (isAddress(place)) addresses.set(name, place);
      inputs.set(name, input);
      const isToSurvey = symbol === undefined && !isAddress(place);
      const found = isToSurvey ? await instrumentsIn(place, reading) : [{ symbol, rows: 1 }];
      const rows = found.reduce((sum, each) => sum + each.rows, 0);
      const tasks = byInput.get(name) ?? [];
      for (const each of found) {
        if (tasks.some((task) => task.symbol === each.symbol && task.from === from && task.to === to)) {
          throw new DataError(`${each.symbol ?? "it"} is wanted twice`, { file: name });
        }
        tasks.push({ symbol: each.symbol, from, to, bytes: Math.round(input.bytes * each.rows / rows) });
      }
      byInput.set(name, tasks);
      onInput(inputs.size);
    }
  }
  checkDistinct([...inputs.values()]);
  const names = [...inputs.keys()];
  const tasks = names.flatMap((name, input) => byInput.get(name)!.map((task) => ({ input, ...task })));
  return { inputs: [...inputs.values()], tasks, addresses };
}

/** @throws {DataError} for two files of the same bytes: their savings would count twice. */
function checkDistinct(inputs: readonly StudyInput[]): void {
  const byIdentity = new Map<string, string>();
  for (const { name, identity } of inputs) {
    const other = byIdentity.get(identity);
    if (other !== undefined && identity.startsWith("sha256:")) {
      throw new DataError(`has the same bytes as ${other}; leave one of them out`, { file: name });
    }
    byIdentity.set(identity, name);
  }
}

async function fileInput(path: string, known: ReadonlyMap<string, StudyInput>): Promise<StudyInput> {
  const found = known.get(path);
  if (found !== undefined) return found;
  const { bytes, identity } = await identifyFile(path);
  return { name: path, bytes, identity };
}

/** Bytes and digest of a file. */
async function identifyFile(path: string): Promise<Pick<StudyInput, "bytes" | "identity">> {
  const hash = createHash("sha256");
  let bytes = 0;
  const file = await Deno.open(path, { read: true });
  for await (const chunk of file.readable) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, identity: `sha256:${hash.digest("hex")}` };
}

/**
 * Checks that a file is the one that was planned with.
 *
 * @param path of it here.
 * @throws {DataError} if it has changed.
 */
export async function checkFile(path: string, { name, bytes, identity }: StudyInput): Promise<void> {
  const { size } = await Deno.stat(path);
  if (size === bytes && (await identifyFile(path)).identity === identity) return;
  throw new DataError("has changed since the study was planned; plan it again", { file: name });
}

async function instrumentsIn(
  path: string,
  reading: StudyReading,
): Promise<{ readonly symbol: string | undefined; readonly rows: number }[]> {
  const rowsOf = new Map<string, number>();
  const { layout, timeUnit, date } = readOptionsOf(reading);
  for (const { instruments } of await surveyFiles(path, { layout, timeUnit, date })) {
    for (const { symbol, rows } of instruments) rowsOf.set(symbol, (rowsOf.get(symbol) ?? 0) + rows);
  }
  if (rowsOf.size === 0) throw new DataError("has no quotes in it", { file: path });
  return [...rowsOf].toSorted(([a], [b]) => a < b ? -1 : 1)
    .map(([symbol, rows]) => ({ symbol: symbol === "" ? undefined : symbol, rows }));
}
