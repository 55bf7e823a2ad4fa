/** Keeps a checkpoint in memory, and says when it was written to. @module */

import type { CheckpointStore } from "../../src/search/checkpoint.ts";

export class MemoryStore implements CheckpointStore {
  readonly name = "the store";
  /** What was written last. */
  text: string | undefined;
  /** How often something was written. */
  writes = 0;
  /** What its clock shows, ms. */
  clockMs = 0;

  read(): Promise<string | undefined> {
    return Promise.resolve(this.text);
  }

  write(text: string): Promise<void> {
    this.text = text;
    this.writes++;
    return Promise.resolve();
  }

  nowMs(): number {
    return this.clockMs;
  }
}
