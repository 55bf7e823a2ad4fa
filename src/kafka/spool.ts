/** What a consumer group has taken, kept on disk. @module */

import { DataError } from "../market/data_error.ts";
import type { StoredMessage } from "./read_topic.ts";
import type { Headers } from "./replay_messages.ts";

/** What a line of the spool holds: partition, offset, headers, value. */
type Line = [partition: number, offset: string, headers: Record<string, string>, value: string | null];

/**
 * What a consumer group has taken, on disk: after a crash the committed offset alone would not bring the
 * earlier messages back. It has a line for each message, written through before the message's offset is
 * committed, so that the spool never lacks what the group has passed.
 */
export class Spool {
  readonly path: string;
  #file: Deno.FsFile;
  #encoder = new TextEncoder();
  #decoder = new TextDecoder();

  private constructor(path: string, file: Deno.FsFile) {
    this.path = path;
    this.#file = file;
  }

  /**
   * Opens a spool and hands its messages to `take`, in the order they were written; a line that a crash
   * has torn is cut off.
   *
   * @param topic if the spool is of another topic, it is emptied.
   * @returns the spool, and by partition the offset behind its last message.
   * @throws {DataError} for a whole line that no spool has.
   */
  static async open(
    path: string,
    topic: string,
    take: (partition: number, message: StoredMessage) => void,
  ): Promise<{ spool: Spool; next: Map<number, bigint> }> {
    const file = await Deno.open(path, { read: true, write: true, create: true, mode: 0o600 });
    const spool = new Spool(path, file);
    const next = new Map<number, bigint>();
    let whole = 0;
    let head = true;
    let count = 0;
    for await (const { text, end } of lines(file)) {
      count++;
      const value = parsed(text);
      if (value === undefined) break;
      if (head) {
        if (value !== topic) break;
        head = false;
      } else {
        if (!isLine(value)) {
          throw new DataError("not a line of a spool", { file: path, line: count, value: text });
        }
        const [partition, offset, headers, content] = value;
        const bytes = content === null ? null : spool.#encoder.encode(content);
        take(partition, { offset, headers, value: bytes });
        next.set(partition, BigInt(offset) + 1n);
      }
      whole = end;
    }
    await file.truncate(whole);
    await file.seek(whole, Deno.SeekMode.Start);
    if (head) await spool.#write(`${JSON.stringify(topic)}\n`);
    return { spool, next };
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
    const bytes = this.#encoder.encode(text);
    for (let written = 0; written < bytes.length;) {
      written += await this.#file.write(bytes.subarray(written));
    }
  }

  /** Closes the file. */
  close(): void {
    this.#file.close();
  }
}

function isLine(value: unknown): value is Line {
  if (!Array.isArray(value)) return false;
  const [partition, offset, headers, content] = value;
  return Number.isInteger(partition) && /^\d+$/.test(offset) && typeof headers === "object" &&
    headers !== null &&
    (content === null || typeof content === "string");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
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
