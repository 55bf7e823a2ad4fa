import { createHash } from "node:crypto";
import { DataError } from "../market/data_error.ts";
import { writeFileAtomically } from "../source/atomic_file.ts";

const FORMAT = "sorlab-checkpoint-1";

/**
 * Results of a search so far, kept in a file, so that a search that was stopped goes on where it was.
 * The file belongs to one search: its identity covers the tape and every argument that matters.
 */
export class Checkpoint<Result> {
  readonly results = new Map<string, Result>();
  #path: string;
  #identity: string;
  #saving: Promise<void> = Promise.resolve();

  private constructor(path: string, identity: string) {
    this.#path = path;
    this.#identity = identity;
  }

  /**
   * Opens a checkpoint; a file that is not there yet is an empty one.
   *
   * @param identity what the results depend on.
   * @throws {DataError} if the file is no checkpoint, or of another search.
   */
  static async open<Result>(path: string, identity: string): Promise<Checkpoint<Result>> {
    const checkpoint = new Checkpoint<Result>(path, identity);
    let text: string;
    try {
      text = await Deno.readTextFile(path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return checkpoint;
      throw error;
    }
    const stored = parseCheckpoint(text, path);
    if (stored.identity !== identity) {
      throw new DataError(
        "is the checkpoint of another search (other data or arguments); remove it to start anew",
        { file: path },
      );
    }
    for (const [key, result] of Object.entries(stored.results)) checkpoint.results.set(key, result as Result);
    return checkpoint;
  }

  /** Writes the file, whole or not at all; one writing after the other, so that the last has the last word. */
  save(): Promise<void> {
    this.#saving = this.#saving.catch(() => {}).then(() => this.#write());
    return this.#saving;
  }

  async #write(): Promise<void> {
    const results = Object.fromEntries(this.results);
    const stored = { format: FORMAT, identity: this.#identity, digest: digestOf(results), results };
    await writeFileAtomically(this.#path, `${JSON.stringify(stored)}\n`);
  }
}

function parseCheckpoint(text: string, path: string): { identity: string; results: Record<string, unknown> } {
  let stored: unknown;
  try {
    stored = JSON.parse(text);
  } catch {
    throw new DataError("is no checkpoint (no JSON)", { file: path });
  }
  const { format, identity, digest, results } = (stored ?? {}) as Record<string, unknown>;
  if (format !== FORMAT || typeof identity !== "string" || typeof results !== "object" || results === null) {
    throw new DataError(`is no checkpoint of this version (${FORMAT})`, { file: path });
  }
  if (digest !== digestOf(results)) {
    throw new DataError("is a broken checkpoint (its digest differs); remove it to start anew", {
      file: path,
    });
  }
  return { identity, results: results as Record<string, unknown> };
}

/** Stored beside the results, so that no broken one is ever taken for a result. */
function digestOf(results: object): string {
  return createHash("sha256").update(JSON.stringify(results)).digest("hex");
}
