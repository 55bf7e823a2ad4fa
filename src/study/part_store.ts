/** Parts in a folder: a file each, called by its task, written whole or not at all. @module */

import { DataError } from "../market/data_error.ts";
import { writeFileAtomically } from "../source/atomic_file.ts";
import { ifThere } from "../source/if_there.ts";
import { MOST_PART_BYTES, type Part, partText, readPart } from "./part.ts";
import type { Study } from "./study.ts";

/** Parts in a folder, which is made where it is missing. */
export class PartStore {
  #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Opens a folder. */
  static async open(folder: string): Promise<PartStore> {
    await Deno.mkdir(folder, { recursive: true });
    return new PartStore(folder);
  }

  /**
   * The part of a task; `undefined` where there is none, or a broken one, which is to be made again.
   *
   * @throws {DataError} if it is of another version of sorlab.
   */
  async find(task: string, { version }: Pick<Study, "version">): Promise<Part | undefined> {
    const path = this.#path(task);
    const text = await textOf(path);
    if (text === undefined) return undefined;
    let part: Part;
    try {
      part = readPart(text, path);
    } catch (error) {
      if (error instanceof DataError) return undefined;
      throw error;
    }
    if (part.task !== task) return undefined;
    if (part.version === version) return part;
    throw new DataError(
      `was made by sorlab ${part.version}, and the study is of ${version}; use another folder for its parts`,
      { file: path },
    );
  }

  /** Keeps a part. */
  async keep(part: Part): Promise<void> {
    await writeFileAtomically(this.#path(part.task), partText(part));
  }

  #path(task: string): string {
    return `${this.#folder}/${task}.json`;
  }
}

/** A file's text; `undefined` where there is no file, or one too large for a part. */
async function textOf(path: string): Promise<string | undefined> {
  const found = await ifThere(Deno.stat(path));
  if (found === undefined || found.size > MOST_PART_BYTES) return undefined;
  return await ifThere(Deno.readTextFile(path));
}

/** A part, and its file. */
export interface FoundPart {
  readonly part: Part;
  readonly path: string;
}

/**
 * All parts in a folder and in those within it, one after the other, in the order of their paths.
 *
 * @throws {DataError} for a file that ends in `.json` and is no part.
 */
export async function* partsIn(folder: string): AsyncGenerator<FoundPart> {
  const entries = (await Array.fromAsync(Deno.readDir(folder))).toSorted((a, b) => a.name < b.name ? -1 : 1);
  for (const { name, isDirectory } of entries) {
    const path = `${folder}/${name}`;
    if (isDirectory) yield* partsIn(path);
    else if (name.endsWith(".json")) yield { part: readPart(await Deno.readTextFile(path), path), path };
  }
}
