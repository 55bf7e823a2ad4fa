/** Fetched tapes kept on this machine, as far as they have room. @module */

import { sha256 } from "../market/sha256.ts";
import { ifThere } from "../source/if_there.ts";
import { download } from "./address.ts";
import type { StudyInput } from "./study.ts";
import type { Located } from "./task_pool.ts";

/** What a file is called that is not all there yet. */
const PARTIAL = ".partial";
/** Of a lock that one process at a time can have. */
const EXCLUSIVE = true;
/** Changed with every use of a tape: what was changed longest ago goes first. */
const USED = "used";

/**
 * Tapes by the digest of what they are, in a folder that several processes may share. Beyond its limit those that were
 * not used for the longest time go, but for those that this process is at.
 */
export class TapeCache {
  #folder: string;
  #mostBytes: number;
  #used = new Map<string, number>();
  #fetching = new Map<string, Promise<string>>();

  /** @param mostBytes that all tapes may take together; one that is larger alone is kept as long as it is used. */
  constructor(folder: string, mostBytes: number) {
    this.#folder = folder;
    this.#mostBytes = mostBytes;
  }

  /**
   * An input as a file, downloaded where it is not there.
   *
   * @param address of it, with its query.
   * @throws as {@linkcode download} does.
   */
  async locate(input: StudyInput, address: string): Promise<Located> {
    const entry = sha256(`${input.name} ${input.identity}`);
    this.#used.set(entry, (this.#used.get(entry) ?? 0) + 1);
    const release = (): void => {
      this.#used.set(entry, this.#used.get(entry)! - 1);
    };
    try {
      const fetching = this.#fetching.get(entry) ?? this.#fetch(entry, input, address);
      this.#fetching.set(entry, fetching);
      const path = await fetching.finally(() => this.#fetching.delete(entry));
      return { path, release };
    } catch (error) {
      release();
      throw error;
    }
  }

  async #fetch(entry: string, input: StudyInput, address: string): Promise<string> {
    const folder = `${this.#folder}/${entry}`;
    // The file keeps its own name, which may tell symbol and date.
    const path = `${folder}/${input.name.split("/").at(-1) || "tape"}`;
    await Deno.mkdir(folder, { recursive: true });
    if (!await isThere(path)) {
      // Of several processes the first downloads it; the others wait for the lock, and find it there.
      using lock = await Deno.open(`${folder}/lock`, { write: true, create: true });
      await lock.lock(EXCLUSIVE);
      if (!await isThere(path)) {
        await this.#makeRoom(input.bytes);
        await download(address, input, `${path}${PARTIAL}`);
        await Deno.rename(`${path}${PARTIAL}`, path);
      }
    }
    await Deno.writeTextFile(`${folder}/${USED}`, "");
    return path;
  }

  /** Takes tapes away until so many bytes more have room. */
  async #makeRoom(bytes: number): Promise<void> {
    const entries: { readonly entry: string; readonly bytes: number; readonly usedMs: number }[] = [];
    for await (const { name, isDirectory } of Deno.readDir(this.#folder)) {
      if (isDirectory) entries.push({ entry: name, ...await sizeOf(`${this.#folder}/${name}`) });
    }
    let left = entries.reduce((sum, each) => sum + each.bytes, bytes) - this.#mostBytes;
    for (const { entry, bytes } of entries.toSorted((a, b) => a.usedMs - b.usedMs)) {
      if (left <= 0) return;
      if ((this.#used.get(entry) ?? 0) > 0) continue;
      await Deno.remove(`${this.#folder}/${entry}`, { recursive: true });
      left -= bytes;
    }
  }
}

async function sizeOf(folder: string): Promise<{ readonly bytes: number; readonly usedMs: number }> {
  let [bytes, usedMs] = [0, 0];
  for await (const { name } of Deno.readDir(folder)) {
    const { size, mtime } = await Deno.stat(`${folder}/${name}`);
    bytes += size;
    usedMs = Math.max(usedMs, mtime?.getTime() ?? 0);
  }
  return { bytes, usedMs };
}

async function isThere(path: string): Promise<boolean> {
  return (await ifThere(Deno.stat(path)))?.isFile === true;
}
