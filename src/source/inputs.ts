/** What a name of data stands for: one file, or several. @module */

import { DataError } from "../market/data_error.ts";
import type { ByteSource } from "./byte_source.ts";
import { decompressed, openBytes } from "./open_bytes.ts";
import { isZip, ZIP_MAGIC_BYTES, zipMembers } from "./zip.ts";

/** A file of market data, or a member of an archive. */
export interface Input {
  /** As messages call it. */
  readonly name: string;
  /** Its bytes, decompressed; the caller closes them. */
  readonly open: () => Promise<ByteSource>;
}

/** What downloads have beside the data: descriptions, and notes for people. */
const BESIDE_DATA = /(^|\/)([._][^/]*|symbology\.csv|[^/]*\.(json|txt|md|html?|pdf|py))$/i;
const MAC_FOLDER = /(^|\/)__MACOSX\//;
const WILDCARD = /[*?[]/;

/**
 * The inputs that a name stands for, in the order of their names: a file is itself, a zip archive its members, a
 * folder the files in it (not those in folders within), a pattern (`days/*.dbn.zst`, with `*`, `?` and `[a-z]`) the
 * files that it fits. Of archives, folders and patterns what lies beside the data in a download (JSON, symbology, hidden
 * files) is left out.
 *
 * @param name a path or a pattern; `-` is standard input.
 * @throws {DataError} if an archive cannot be read, or nothing is in it or in the folder.
 * @throws {Deno.errors.NotFound} if there is no such file, and none that the pattern fits.
 *
 * @example
 * ```ts
 * import { inputsOf } from "./inputs.ts";
 * import { assertEquals } from "@std/assert";
 * const folder = await Deno.makeTempDir();
 * for (const day of ["day10.csv", "day9.csv", "manifest.json"]) await Deno.writeTextFile(`${folder}/${day}`, "");
 * const inputs = await inputsOf(`${folder}/day*`);
 * await Deno.remove(folder, { recursive: true });
 * assertEquals(inputs.map(({ name }) => name.split("/").at(-1)), ["day9.csv", "day10.csv"]);
 * ```
 */
export async function inputsOf(name: string): Promise<Input[]> {
  if (name === "-") return [{ name: "standard input", open: () => openBytes("-") }];
  const there = await statOrNothing(name);
  if (there?.isDirectory) return await inputsAt(await filesOf(name), `the folder ${name}`);
  if (there !== undefined || !WILDCARD.test(name)) return await inputsIn(name, there?.isFile === true);
  return await inputsAt(await filesOf(name), `what ${name} fits`);
}

/**
 * The files that a name stands for, in the order of their names: {@linkcode inputsOf} without a look into archives.
 *
 * @param name a file, a folder or a pattern.
 * @throws as {@linkcode inputsOf} does.
 */
export async function filesOf(name: string): Promise<string[]> {
  const there = await statOrNothing(name);
  if (there?.isDirectory) return (await filesIn(name)).toSorted(byName);
  if (there !== undefined || !WILDCARD.test(name)) return [name];
  return (await filesLike(name)).toSorted(byName);
}

async function inputsAt(paths: readonly string[], where: string): Promise<Input[]> {
  const inputs: Input[] = [];
  for (const path of paths) inputs.push(...await inputsIn(path, await isRegular(path)));
  if (inputs.length === 0) throw new DataError(`${where} has no file of market data in it`);
  return inputs;
}

/** The members of an archive, or the file itself. */
async function inputsIn(path: string, isRegularFile: boolean): Promise<Input[]> {
  if (!isRegularFile || !isZip(await headOf(path))) return [{ name: path, open: () => openBytes(path) }];
  try {
    const members = (await zipMembers(path)).filter(({ name }) => isData(name));
    if (members.length === 0) throw new DataError("is a zip archive without a file of market data in it");
    return members.toSorted((a, b) => byName(a.name, b.name)).map(({ name, open }) => ({
      name: `${path}/${name}`,
      open: async () => await decompressedOrClosed(await open()),
    }));
  } catch (error) {
    throw error instanceof DataError ? error.at({ file: path }) : error;
  }
}

/** The bytes of a member, decompressed where it is a compressed file itself. */
async function decompressedOrClosed(bytes: ByteSource): Promise<ByteSource> {
  try {
    return await decompressed(bytes);
  } catch (error) {
    bytes.close();
    throw error;
  }
}

function isData(name: string): boolean {
  return !BESIDE_DATA.test(name) && !MAC_FOLDER.test(name);
}

/** Numbers in names count as such: day9 comes before day10. */
function byName(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true }) || (a < b ? -1 : 1);
}

async function headOf(path: string): Promise<Uint8Array> {
  using file = await Deno.open(path, { read: true });
  const head = new Uint8Array(ZIP_MAGIC_BYTES);
  return head.subarray(0, await file.read(head) ?? 0);
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  const base = folder.replace(/\/+$/, "");
  return entries.filter(({ name, isDirectory }) => !isDirectory && isData(name)).map(({ name }) =>
    `${base}/${name}`
  );
}

/** The files that a pattern fits, folder by folder of it. */
async function filesLike(pattern: string): Promise<string[]> {
  const [first, ...parts] = pattern.split("/");
  let paths = [first!];
  if (WILDCARD.test(first!)) paths = await matching(".", first!, "");
  for (const part of parts) {
    const next: string[] = [];
    for (const path of paths) {
      if (WILDCARD.test(part)) next.push(...await matching(path === "" ? "/" : path, part, `${path}/`));
      else if (await statOrNothing(`${path}/${part}`) !== undefined) next.push(`${path}/${part}`);
    }
    paths = next;
  }
  const files: string[] = [];
  for (const path of paths) if (!(await statOrNothing(path))?.isDirectory && isData(path)) files.push(path);
  if (files.length === 0) throw new Deno.errors.NotFound(`No file fits ${pattern}`);
  return files;
}

async function matching(folder: string, part: string, prefix: string): Promise<string[]> {
  if (!(await statOrNothing(folder))?.isDirectory) return [];
  const expression = expressionOf(part);
  const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
  return names.filter((name) => expression.test(name) && !name.startsWith(".")).map((name) =>
    `${prefix}${name}`
  );
}

/** A part of a pattern as a regular expression; a bracket that is not closed is a bracket. */
function expressionOf(part: string): RegExp {
  const source = part.replace(/\*|\?|\[[^\]]+\]|[^*?[]+|\[/g, (piece) => {
    if (piece === "*") return ".*";
    if (piece === "?") return ".";
    if (piece.length > 2 && piece.startsWith("[")) return piece.replaceAll("\\", "\\\\").replace("[!", "[^");
    return piece.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  });
  return new RegExp(`^${source}$`, "s");
}

async function isRegular(path: string): Promise<boolean> {
  return (await Deno.stat(path)).isFile;
}

async function statOrNothing(path: string): Promise<Deno.FileInfo | undefined> {
  try {
    return await Deno.stat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return undefined;
    throw error;
  }
}
