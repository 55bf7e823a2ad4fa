/** Zip archives: what they hold, and the bytes of one member after the other. @module */

import { DataError } from "../market/data_error.ts";
import { type ByteSource, IteratorSource, startsWith } from "./byte_source.ts";
import { throughDecoder } from "./node_decoder.ts";
import { chunksOf } from "./open_bytes.ts";

/** A member of an archive. */
interface ZipMember {
  /** Its path within the archive. */
  readonly name: string;
  /** Its bytes; the caller closes them. */
  readonly open: () => Promise<ByteSource>;
}

const LOCAL_HEADER = [0x50, 0x4b, 3, 4] as const;
const DIRECTORY_ENTRY = 0x02014b50;
const DIRECTORY_END = 0x06054b50;
const ZIP64_LOCATOR = 0x07064b50;
const ZIP64_END = 0x06064b50;

const END_BYTES = 22;
const LOCATOR_BYTES = 20;
const ZIP64_END_BYTES = 56;
const ENTRY_BYTES = 46;
const LOCAL_HEADER_BYTES = 30;
const LONGEST_COMMENT = 0xffff;
/** A directory of more is none of market data; some hundred thousand members fit. */
const LARGEST_DIRECTORY_BYTES = 1 << 25;

const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;
const ZIP64_EXTRA = 1;
/** In the place of a number that the additional field of zip64 has. */
const ELSEWHERE = 0xffffffff;
const LITTLE_ENDIAN = true;
const CHUNK_BYTES = 1 << 18;

/** How many bytes {@linkcode isZip} wants to see. */
export const ZIP_MAGIC_BYTES = 64;

const EXCEL = [..."[Content_Types].xml"].map((letter) => letter.charCodeAt(0));

/** Whether a file that begins so is an archive, and no workbook, which is one too. */
export function isZip(head: Uint8Array): boolean {
  return startsWith(head, LOCAL_HEADER) && !startsWith(head.subarray(LOCAL_HEADER_BYTES), EXCEL);
}

/**
 * What an archive holds, by its directory, folders left out.
 *
 * @throws {DataError} if the directory cannot be read.
 */
export async function zipMembers(path: string): Promise<ZipMember[]> {
  using file = await Deno.open(path, { read: true });
  const { size } = await file.stat();
  return await readDirectory(file, size, path);
}

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly at: number;
  readonly isEncrypted: boolean;
}

async function readDirectory(file: Deno.FsFile, size: number, path: string): Promise<ZipMember[]> {
  const { count, at, bytes } = await findDirectory(file, size);
  if (bytes > LARGEST_DIRECTORY_BYTES || at + bytes > size) throw new DataError(BROKEN);
  const view = viewOf(await readAt(file, at, bytes));
  const entries: Entry[] = [];
  let from = 0;
  for (let left = count; left > 0; left--) {
    if (from + ENTRY_BYTES > bytes || view.getUint32(from, LITTLE_ENDIAN) !== DIRECTORY_ENTRY) {
      throw new DataError(BROKEN);
    }
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) => u16(view, from + field));
    const next = from + ENTRY_BYTES + nameBytes! + extraBytes! + commentBytes!;
    if (next > bytes) throw new DataError(BROKEN);
    entries.push(entryOf(view, from, nameBytes!, extraBytes!));
    from = next;
  }
  return entries.filter(({ name }) => !name.endsWith("/")).map((entry) => ({
    name: entry.name,
    open: () => openMember(path, entry),
  }));
}

async function findDirectory(
  file: Deno.FsFile,
  size: number,
): Promise<{ count: number; at: number; bytes: number }> {
  const tailAt = Math.max(0, size - END_BYTES - LONGEST_COMMENT);
  const tail = viewOf(await readAt(file, tailAt, size - tailAt));
  let at = tail.byteLength - END_BYTES;
  while (at >= 0 && tail.getUint32(at, LITTLE_ENDIAN) !== DIRECTORY_END) at--;
  if (at < 0) {
    throw new DataError("is a zip archive that is cut off: its directory, which stands last, is missing");
  }
  const locatorAt = tailAt + at - LOCATOR_BYTES;
  const locator = locatorAt < 0 ? undefined : viewOf(await readAt(file, locatorAt, LOCATOR_BYTES));
  if (locator?.getUint32(0, LITTLE_ENDIAN) !== ZIP64_LOCATOR) {
    return { count: u16(tail, at + 10), bytes: u32(tail, at + 12), at: u32(tail, at + 16) };
  }
  const endAt = u64(locator, 8);
  if (endAt + ZIP64_END_BYTES > size) throw new DataError(BROKEN);
  const end = viewOf(await readAt(file, endAt, ZIP64_END_BYTES));
  if (u32(end, 0) !== ZIP64_END) throw new DataError(BROKEN);
  return { count: u64(end, 32), bytes: u64(end, 40), at: u64(end, 48) };
}

function entryOf(view: DataView, from: number, nameBytes: number, extraBytes: number): Entry {
  const extraAt = from + ENTRY_BYTES + nameBytes;
  const far = zip64Fields(view, extraAt, extraAt + extraBytes);
  // They stand in this order in the additional field, those alone that do not fit.
  const [bytes, packedBytes, at] = [24, 20, 42].map((field) => {
    const near = u32(view, from + field);
    return near === ELSEWHERE ? far.shift() ?? near : near;
  });
  return {
    name: new TextDecoder().decode(
      new Uint8Array(view.buffer, view.byteOffset + from + ENTRY_BYTES, nameBytes),
    ),
    method: u16(view, from + 10),
    crc: u32(view, from + 16),
    bytes: bytes!,
    packedBytes: packedBytes!,
    at: at!,
    isEncrypted: (u16(view, from + 8) & ENCRYPTED) !== 0,
  };
}

function zip64Fields(view: DataView, from: number, to: number): number[] {
  for (let at = from; at + 4 <= to;) {
    const end = Math.min(to, at + 4 + u16(view, at + 2));
    if (u16(view, at) === ZIP64_EXTRA) {
      const fields: number[] = [];
      for (let field = at + 4; field + 8 <= end; field += 8) fields.push(u64(view, field));
      return fields;
    }
    at = end;
  }
  return [];
}

async function openMember(path: string, entry: Entry): Promise<ByteSource> {
  if (entry.isEncrypted) throw new DataError("is encrypted: unpack the archive with its password first");
  if (entry.method !== STORED && entry.method !== DEFLATED) {
    throw new DataError(
      `is packed by zip's method ${entry.method}, which sorlab does not undo: unpack the archive first`,
    );
  }
  const file = await Deno.open(path, { read: true });
  try {
    const header = viewOf(await readAt(file, entry.at, LOCAL_HEADER_BYTES));
    if (!startsWith(new Uint8Array(header.buffer), LOCAL_HEADER)) throw new DataError(BROKEN);
    const from = entry.at + LOCAL_HEADER_BYTES + u16(header, 26) + u16(header, 28);
    await file.seek(from, Deno.SeekMode.Start);
    const packed = new Window(file, entry.packedBytes);
    return new IteratorSource(unpacked(packed, entry), packed);
  } catch (error) {
    file.close();
    throw error;
  }
}

/** So many bytes of a file, from where it stands. */
class Window implements ByteSource {
  #file: Deno.FsFile;
  #left: number;
  #isOpen = true;

  constructor(file: Deno.FsFile, length: number) {
    this.#file = file;
    this.#left = length;
  }

  async read(into: Uint8Array): Promise<number | null> {
    if (this.#left === 0) return null;
    const count = await this.#file.read(into.subarray(0, Math.min(into.length, this.#left)));
    if (count === null) throw new DataError(BROKEN);
    this.#left -= count;
    return count;
  }

  close(): void {
    if (this.#isOpen) this.#file.close();
    this.#isOpen = false;
  }
}

/** The member's bytes, no more than the directory says, and those that its checksum is of. */
async function* unpacked(packed: ByteSource, { method, bytes, crc }: Entry): AsyncGenerator<Uint8Array> {
  const { crc32 } = await import("node:zlib");
  const parts = chunksOf(packed);
  const chunks = method === STORED ? parts : inflated(parts);
  let size = 0;
  let sum = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > bytes) break;
    sum = crc32(chunk, sum);
    yield chunk;
  }
  if (size !== bytes) {
    throw new DataError(`is broken: ${size > bytes ? "more" : size} bytes where the archive says ${bytes}`);
  }
  if (sum !== crc) throw new DataError("is broken: the checksum does not match");
}

async function* inflated(parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { createInflateRaw } = await import("node:zlib");
  try {
    yield* throughDecoder(parts, createInflateRaw({ chunkSize: CHUNK_BYTES }));
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw new DataError(`is broken (${(error as Error).message})`, {}, { cause: error });
  }
}

const BROKEN = "is a zip archive whose directory does not fit what it holds: it is broken, or cut off";

async function readAt(file: Deno.FsFile, at: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  await file.seek(at, Deno.SeekMode.Start);
  for (let filled = 0; filled < length;) {
    const count = await file.read(bytes.subarray(filled));
    if (count === null) throw new DataError(BROKEN);
    filled += count;
  }
  return bytes;
}

function viewOf(bytes: Uint8Array<ArrayBuffer>): DataView<ArrayBuffer> {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function u16(view: DataView, at: number): number {
  return view.getUint16(at, LITTLE_ENDIAN);
}

function u32(view: DataView, at: number): number {
  return view.getUint32(at, LITTLE_ENDIAN);
}

/** Exact for every size that a file can have. */
function u64(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, LITTLE_ENDIAN));
}
