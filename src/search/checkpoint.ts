/** What a search has found so far, kept outside, so that one that was stopped goes on where it was. @module */

import { createHash } from "node:crypto";
import { DataError } from "../market/data_error.ts";

const FORMAT = "sorlab-checkpoint-1";

/** Where a checkpoint is kept: a file, mostly. */
export interface CheckpointStore {
  /** What messages call it, such as a file's path. */
  readonly name: string;
  /** The text that was written last; `undefined` where none was. */
  read(): Promise<string | undefined>;
  /** Replaces the text, whole or not at all. */
  write(text: string): Promise<void>;
}

/**
 * Results of a search so far. What is stored belongs to one search: its identity covers the tape and every
 * argument that matters.
 *
 * @example
 * ```ts
 * import { Checkpoint, type CheckpointStore } from "./checkpoint.ts";
 * import { assertEquals } from "@std/assert";
 * let stored: string | undefined;
 * const store: CheckpointStore = {
 *   name: "memory",
 *   read: () => Promise.resolve(stored),
 *   write: (text) => Promise.resolve(void (stored = text)),
 * };
 * const checkpoint = await Checkpoint.open<number>(store, "tape 1, seed 1");
 * checkpoint.results.set("0.4 0.6 0.3", 17);
 * await checkpoint.save();
 * const again = await Checkpoint.open<number>(store, "tape 1, seed 1");
 * assertEquals(again.results.get("0.4 0.6 0.3"), 17);
 * ```
 */
export class Checkpoint<Result> {
  /** Results by what they are of. */
  readonly results: Map<string, Result> = new Map();
  #store: CheckpointStore;
  #identity: string;
  #saving: Promise<void> = Promise.resolve();

  private constructor(store: CheckpointStore, identity: string) {
    this.#store = store;
    this.#identity = identity;
  }

  /**
   * Opens a checkpoint; where nothing was stored yet it is empty.
   *
   * @param identity what the results depend on.
   * @throws {DataError} if what is stored is no checkpoint, or of another search.
   */
  static async open<Result>(store: CheckpointStore, identity: string): Promise<Checkpoint<Result>> {
    const checkpoint = new Checkpoint<Result>(store, identity);
    const text = await store.read();
    if (text === undefined) return checkpoint;
    const stored = parseCheckpoint(text, store.name);
    if (stored.identity !== identity) {
      throw new DataError(
        "is the checkpoint of another search (other data or arguments); remove it to start anew",
        { file: store.name },
      );
    }
    for (const [key, result] of Object.entries(stored.results)) checkpoint.results.set(key, result as Result);
    return checkpoint;
  }

  /** Stores the results; one writing after the other, so that the last has the last word. */
  save(): Promise<void> {
    this.#saving = this.#saving.catch(() => {}).then(() => this.#write());
    return this.#saving;
  }

  async #write(): Promise<void> {
    const results = Object.fromEntries(this.results);
    const stored = { format: FORMAT, identity: this.#identity, digest: digestOf(results), results };
    await this.#store.write(`${JSON.stringify(stored)}\n`);
  }
}

function parseCheckpoint(text: string, name: string): { identity: string; results: Record<string, unknown> } {
  let stored: unknown;
  try {
    stored = JSON.parse(text);
  } catch {
    throw new DataError("is no checkpoint (no JSON)", { file: name });
  }
  const { format, identity, digest, results } = (stored ?? {}) as Record<string, unknown>;
  if (format !== FORMAT || typeof identity !== "string" || typeof results !== "object" || results === null) {
    throw new DataError(`is no checkpoint of this version (${FORMAT})`, { file: name });
  }
  if (digest !== digestOf(results)) {
    throw new DataError("is a broken checkpoint (its digest differs); remove it to start anew", {
      file: name,
    });
  }
  return { identity, results: results as Record<string, unknown> };
}

/** Stored beside the results, so that no broken one is ever taken for a result. */
function digestOf(results: object): string {
  return createHash("sha256").update(JSON.stringify(results)).digest("hex");
}
