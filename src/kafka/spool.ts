/** What a consumer group has taken, kept on disk. @module */

import * as v from "valibot";
import { DataError } from "../market/data_error.ts";
import { writeAll } from "../source/atomic_file.ts";
import { ifThere } from "../source/if_there.ts";
import { checkedJson, plainObject } from "./checked_json.ts";
import { DeadlineError, withDeadline } from "./deadline.ts";
import type { StoredMessage } from "./read_topic.ts";
import type { Headers } from "./replay_messages.ts";

const VERSION = 1;
const SHOWN = 80;

const headSchema = v.object({ sorlab_spool: v.literal(VERSION), topic: v.string(), cluster: v.string() });

/** What a line of the spool holds: partition, offset, headers, value. */
const lineSchema = v.strictTuple([
  v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  v.pipe(v.string(), v.regex(/^\d{1,19}$/)),
  v.pipe(plainObject, v.record(v.string(), v.string())),
  v.nullable(v.string()),
]);

type Line = v.InferOutput<typeof lineSchema>;

const EXCLUSIVE = true;
const LOCK_MS = 1_000;

/** Whose messages a spool holds. */
interface SpoolOwner {
  readonly topic: string;
  /** The cluster's id. */
  readonly cluster: string;
}

/** What is in a spool that was opened. */
interface SpoolContents {
  readonly spool: Spool;
  /** By partition its last message. */
  readonly last: ReadonlyMap<number, StoredMessage>;
}

/**
 * What a consumer group has taken, on disk: after a crash the committed offset alone would not bring the
 * earlier messages back. It has a line for each message, written through before the message's offset is
 * committed, so that the spool never lacks what the group has passed.
 */
export class Spool {
  readonly path: string;
  #file: Deno.FsFile;
  #open = true;
  #encoder = new TextEncoder();
  #decoder = new TextDecoder();

  private constructor(path: string, file: Deno.FsFile) {
    this.path = path;
    this.#file = file;
  }

  /**
   * Makes a spool, or opens one and hands its messages to `take`, in the order they were written; a line that
   * a crash has torn is cut off. A file that is no spool stays as it is, and no link is followed.
   *
   * @throws {DataError} if the file is no spool, one of another topic or cluster, or one that another process
   *   uses; or for a whole line that no spool has.
   */
  static async open(
    path: string,
    owner: SpoolOwner,
    take: (partition: number, message: StoredMessage) => void,
  ): Promise<SpoolContents> {
    const file = await openOwnFile(path);
    try {
      const spool = new Spool(path, file);
      return { spool, last: await spool.#restore(owner, take) };
    } catch (error) {
      file.close();
      throw error;
    }
  }

  async #restore(
    owner: SpoolOwner,
    take: (partition: number, message: StoredMessage) => void,
  ): Promise<Map<number, StoredMessage>> {
    const last = new Map<number, StoredMessage>();
    const head = `${JSON.stringify({ sorlab_spool: VERSION, ...owner })}\n`;
    let whole = 0;
    let count = 0;
    for await (const { text, end } of lines(this.#file)) {
      count++;
      if (count === 1) {
        this.#checkHead(text, owner);
      } else {
        const [partition, message] = this.#message(text, count);
        take(partition, message);
        last.set(partition, message);
      }
      whole = end;
    }
    if (count === 0) await this.#checkTorn(head);
    await this.#file.truncate(whole);
    await this.#file.seek(whole, Deno.SeekMode.Start);
    if (count === 0) await this.#write(head);
    return last;
  }

  #checkHead(text: string, { topic, cluster }: SpoolOwner): void {
    const head = this.#headIn(text);
    if (head.topic === topic && head.cluster === cluster) return;
    const kept = `the spool of topic ${JSON.stringify(head.topic)}${
      head.topic === topic ? " of another cluster" : ""
    }`;
    throw new DataError(`is ${kept}: name another file, or remove it`, { file: this.path });
  }

  #headIn(text: string): v.InferOutput<typeof headSchema> {
    try {
      return checkedJson(headSchema, text, "a head");
    } catch (error) {
      throw error instanceof DataError ? this.#notOurs() : error;
    }
  }

  /** Without a whole line it is empty, or what a crash has left of the first one. */
  async #checkTorn(head: string): Promise<void> {
    await this.#file.seek(0, Deno.SeekMode.Start);
    const bytes = new Uint8Array(head.length + 1);
    const count = await this.#file.read(bytes) ?? 0;
    if (!head.startsWith(this.#decoder.decode(bytes.subarray(0, count)))) throw this.#notOurs();
  }

  #notOurs(): DataError {
    return new DataError("is no spool of sorlab's, and stays as it is: name another file", {
      file: this.path,
    });
  }

  #message(text: string, line: number): [partition: number, message: StoredMessage] {
    const [partition, offset, headers, content] = this.#lineIn(text, line);
    return [partition, { offset, headers, value: content === null ? null : this.#encoder.encode(content) }];
  }

  #lineIn(text: string, line: number): Line {
    try {
      return checkedJson(lineSchema, text, "a line");
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      const place = { file: this.path, line, value: text.slice(0, SHOWN) };
      throw new DataError("not a line of a spool", place, { cause: error });
    }
  }

  /** Whether a message is the one that was added, as far as it was. */
  isSame(added: StoredMessage, other: StoredMessage): boolean {
    const text = ({ offset, headers, value }: StoredMessage): string =>
      JSON.stringify([offset, this.#texts(headers), value === null ? null : this.#decoder.decode(value)]);
    return text(added) === text(other);
  }

  /** Closes the file and removes it, if it is still there. */
  async remove(): Promise<void> {
    const own = await this.#file.stat();
    this.close();
    try {
      const there = await Deno.lstat(this.path);
      if (there.ino === own.ino && there.dev === own.dev) await Deno.remove(this.path);
    } catch { /* it is not needed any more, whoever has it */ }
  }

  /** Adds messages and waits until they are on the disk. */
  async add(partition: number, messages: readonly StoredMessage[]): Promise<void> {
    const text = messages.map(({ offset, headers, value }) => {
      const line: Line = [
        partition,
        offset,
        this.#texts(headers),
        value === null ? null : this.#decoder.decode(value),
      ];
      return `${JSON.stringify(line)}\n`;
    });
    await this.#write(text.join(""));
    await this.#file.syncData();
  }

  #texts(headers: Headers | undefined): Record<string, string> {
    const texts: Record<string, string> = {};
    for (const [name, header] of Object.entries(headers ?? {})) {
      if (typeof header === "string") texts[name] = header;
      else if (header instanceof Uint8Array) texts[name] = this.#decoder.decode(header);
    }
    return texts;
  }

  async #write(text: string): Promise<void> {
    await writeAll(this.#file, this.#encoder.encode(text));
  }

  /** Closes the file; may be called more than once. */
  close(): void {
    if (this.#open) this.#file.close();
    this.#open = false;
  }
}

/** Opens a regular file that is there under this very name, or makes it, and locks it. */
async function openOwnFile(path: string): Promise<Deno.FsFile> {
  const there = await ifThere(Deno.lstat(path));
  if (there !== undefined && !there.isFile) {
    const what = there.isSymlink ? "a symbolic link" : there.isDirectory ? "a folder" : "no regular file";
    throw new DataError(`is ${what}: a spool is a file of its own`, { file: path });
  }
  const file = await Deno.open(path, {
    read: true,
    write: true,
    createNew: there === undefined,
    mode: 0o600,
  });
  try {
    const opened = await file.stat();
    const named = await Deno.lstat(path);
    // Somebody may have put a link there meanwhile.
    if (named.ino !== opened.ino || named.dev !== opened.dev) {
      throw new DataError("was replaced while it was opened", { file: path });
    }
    if (!await locked(file)) throw new DataError("is used by another sorlab", { file: path });
    return file;
  } catch (error) {
    file.close();
    throw error;
  }
}

/** Locks a file, if nobody else has; before 2.9 Deno can only wait for that. */
async function locked(file: Deno.FsFile): Promise<boolean> {
  const { tryLock } = file as { tryLock?: (exclusive: boolean) => Promise<boolean> };
  if (tryLock !== undefined) return await tryLock.call(file, EXCLUSIVE);
  try {
    await withDeadline(file.lock(EXCLUSIVE), LOCK_MS);
    return true;
  } catch (error) {
    if (error instanceof DeadlineError) return false;
    throw error;
  }
}

const CHUNK_BYTES = 1 << 18;

/** The file's whole lines, each with the offset behind it; what follows the last newline is left out. */
async function* lines(file: Deno.FsFile): AsyncGenerator<{ text: string; end: number }> {
  const decoder = new TextDecoder();
  let rest = new Uint8Array(0);
  let consumed = 0;
  while (true) {
    const chunk = new Uint8Array(CHUNK_BYTES);
    const count = await file.read(chunk);
    if (count === null) return;
    const bytes = new Uint8Array(rest.length + count);
    bytes.set(rest);
    bytes.set(chunk.subarray(0, count), rest.length);
    let from = 0;
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, from)) {
      yield { text: decoder.decode(bytes.subarray(from, at)), end: consumed + at + 1 };
      from = at + 1;
    }
    consumed += from;
    rest = bytes.slice(from);
  }
}
