/** What a search has found so far, kept outside, so that one that was stopped goes on where it was. @module */

import { sha256 } from "../market/sha256.ts";
import * as v from "valibot";
import { DataError } from "../market/data_error.ts";

const FORMAT = "sorlab-checkpoint-1";

/** New results for which it is stored again, at least. */
const SAVE_EVERY = 64;
/** What storing them all again and again may take of a search's time. */
const SAVING_SHARE = 0.05;

/** Longest piece of a value that a message shows. */
const SHOWN = 80;

/** What a stored result must be to be believed. */
export type ResultSchema<Result> = v.GenericSchema<unknown, Result>;

const storedSchema = v.object({
  format: v.literal(FORMAT),
  identity: v.string(),
  digest: v.string(),
  results: v.pipe(v.custom((value) => !Array.isArray(value)), v.record(v.string(), v.unknown())),
});

/** Where a checkpoint is kept: a file, mostly. */
export interface CheckpointStore {
  /** What messages call it, such as a file's path. */
  readonly name: string;
  /** The text that was written last; `undefined` where none was. */
  read(): Promise<string | undefined>;
  /** Replaces the text, whole or not at all. */
  write(text: string): Promise<void>;
  /** A clock, ms, that tells what part of the time storing takes. */
  nowMs(): number;
}

/**
 * Results of a search so far. What is stored belongs to one search: its identity covers the tape and every
 * argument that matters.
 *
 * @example
 * ```ts
 * import * as v from "valibot";
 * import { Checkpoint, type CheckpointStore } from "./checkpoint.ts";
 * import { assertEquals } from "@std/assert";
 * let stored: string | undefined;
 * const store: CheckpointStore = {
 *   name: "memory",
 *   read: () => Promise.resolve(stored),
 *   write: (text) => Promise.resolve(void (stored = text)),
 *   nowMs: () => performance.now(),
 * };
 * const checkpoint = await Checkpoint.open(store, "tape 1, seed 1", v.number());
 * checkpoint.results.set("0.4 0.6 0.3", 17);
 * await checkpoint.save();
 * const again = await Checkpoint.open(store, "tape 1, seed 1", v.number());
 * assertEquals(again.results.get("0.4 0.6 0.3"), 17);
 * ```
 */
export class Checkpoint<Result> {
  /** Results by what they are of. */
  readonly results: Map<string, Result> = new Map();
  #store: CheckpointStore;
  #identity: string;
  #saving: Promise<void> = Promise.resolve();
  /** Results that were there when it was stored last, and when to store it next, by the store's clock. */
  #saved = 0;
  #dueMs = 0;

  private constructor(store: CheckpointStore, identity: string) {
    this.#store = store;
    this.#identity = identity;
  }

  /**
   * Opens a checkpoint; where nothing was stored yet it is empty.
   *
   * @param identity what the results depend on.
   * @param schema of a result. The digest tells damage, not malice: whoever can write the file can compute it anew.
   * @throws {DataError} if what is stored is no checkpoint, or of another search, or holds what is no result.
   */
  static async open<Result>(
    store: CheckpointStore,
    identity: string,
    schema: ResultSchema<Result>,
  ): Promise<Checkpoint<Result>> {
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
    for (const [key, result] of Object.entries(stored.results)) {
      const checked = v.safeParse(schema, result);
      if (!checked.success) throw noResult(key, result, store.name);
      checkpoint.results.set(key, checked.output);
    }
    checkpoint.#saved = checkpoint.results.size;
    return checkpoint;
  }

  /** Stores the results; one writing after the other, so that the last has the last word. */
  save(): Promise<void> {
    this.#saved = this.results.size;
    this.#saving = this.#saving.catch(() => {}).then(() => this.#write());
    return this.#saving;
  }

  /**
   * Stores the results as they come: where {@linkcode SAVE_EVERY} are new, and storing all again takes little of the
   * time since it was last done. A search that is killed loses what came after.
   */
  async saveIfDue(): Promise<void> {
    if (this.results.size - this.#saved < SAVE_EVERY || this.#store.nowMs() < this.#dueMs) return;
    await this.save();
  }

  async #write(): Promise<void> {
    const startMs = this.#store.nowMs();
    const results = Object.fromEntries(this.results);
    const stored = { format: FORMAT, identity: this.#identity, digest: digestOf(results), results };
    await this.#store.write(`${JSON.stringify(stored)}\n`);
    const endMs = this.#store.nowMs();
    this.#dueMs = endMs + (endMs - startMs) / SAVING_SHARE;
  }
}

function parseCheckpoint(text: string, name: string): v.InferOutput<typeof storedSchema> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new DataError("is no checkpoint (no JSON)", { file: name });
  }
  const { success, output } = v.safeParse(storedSchema, json);
  if (!success) throw new DataError(`is no checkpoint of this version (${FORMAT})`, { file: name });
  if (output.digest !== digestOf(output.results)) {
    throw new DataError("is a broken checkpoint (its digest differs); remove it to start anew", {
      file: name,
    });
  }
  return output;
}

function noResult(key: string, value: unknown, name: string): DataError {
  const shown = [key, value].map((each) => JSON.stringify(each).slice(0, SHOWN));
  return new DataError(
    `results[${shown[0]}] is ${shown[1]}: no result of a search; remove it to start anew`,
    {
      file: name,
    },
  );
}

/** Stored beside the results, so that no broken one is ever taken for a result. */
function digestOf(results: object): string {
  return sha256(JSON.stringify(results));
}
