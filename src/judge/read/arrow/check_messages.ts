/** Arrow's messages, checked before a library that trusts their lengths decodes them. @module */

import { startsWith } from "../../../source/byte_source.ts";
import { Allowance, FlatTable, longAt } from "./flat_table.ts";

const LITTLE_ENDIAN = true;
const CONTINUATION = 0xffff_ffff;

// Fields by their places, as Message.fbs, Schema.fbs and File.fbs of Arrow order them.
const MESSAGE = { version: 4, kind: 6, content: 8, bodyLength: 10 } as const;
const FOOTER = { schema: 6, dictionaries: 8, batches: 10 } as const;
const DESCRIPTION = { endianness: 4, columns: 6, metadata: 8 } as const;
const COLUMN = { name: 4, kind: 8, type: 10, dictionary: 12, children: 14, metadata: 16 } as const;
const PAIR = { key: 4, value: 6 } as const;
const BATCH = { rows: 4, nodes: 6, buffers: 8, compression: 10, views: 12 } as const;
const DICTIONARY = { batch: 6 } as const;
/** Of several types of columns the second field. */
const OF_TYPE = { scale: 6, timeZone: 6, typeIds: 6 } as const;

/** Kinds of messages. */
const [SCHEMA, DICTIONARY_BATCH, RECORD_BATCH] = [1, 2, 3] as const;
const V4 = 3;
/** Kinds of columns. */
const [DECIMAL, TIMESTAMP, UNION] = [7, 10, 14] as const;
/** Of lists and structures in one another. */
const DEEPEST = 32;
/** The digits of 256 bits. */
const MOST_DECIMALS = 76;
/** Bits of a byte: no column of values has less than one a row. */
const BITS = 8;

/** What a file begins and ends with, which a stream does not. */
const FILE_MAGIC = [...new TextEncoder().encode("ARROW1")];
/** The magic number, padded. */
const FILE_HEAD_BYTES = 8;
/** The footer's length and the magic number. */
const FILE_TAIL_BYTES = 10;
/** Sizes of structures: where a message is, a column's length and nulls, a buffer's place and length. */
const [BLOCK_BYTES, NODE_BYTES, BUFFER_BYTES, COUNT_BYTES] = [24, 16, 16, 8] as const;

/** What is known to be sound. */
interface Checked {
  /** Messages, in the order in which they are to be decoded. */
  readonly messages: Uint8Array<ArrayBuffer>[];
  /** Of each record batch. */
  readonly rows: number[];
}

/**
 * Checks an Arrow file or stream.
 *
 * @throws {RangeError} if a length or an offset is beyond what holds it, if what is built of the metadata would be
 *   larger than the metadata allows, and for what is not read: big-endian values, and Arrow before 0.8.
 * @see {@link https://arrow.apache.org/docs/format/Columnar.html} "Arrow Columnar Format", IPC.
 */
export function checkMessages(bytes: Uint8Array<ArrayBuffer>): Checked {
  return startsWith(bytes, FILE_MAGIC) ? checkFile(bytes) : checkStream(bytes);
}

function checkStream(bytes: Uint8Array<ArrayBuffer>): Checked {
  const rows: number[] = [];
  let isDescribed = false;
  for (let at = 0; at < bytes.length;) {
    const message = checkMessage(bytes, at);
    if (message === undefined) break;
    isDescribed ||= message.kind === SCHEMA;
    if (message.kind === RECORD_BATCH) rows.push(message.rows);
    at = message.end;
  }
  if (!isDescribed) throw new RangeError("no schema");
  return { messages: [bytes], rows };
}

/**
 * A file's footer says where its messages are. They are not always a stream: polars writes another beginning, and
 * dictionaries behind the rows that refer to them.
 */
function checkFile(bytes: Uint8Array<ArrayBuffer>): Checked {
  const tail = bytes.length - FILE_TAIL_BYTES;
  if (tail < FILE_HEAD_BYTES || !startsWith(bytes.subarray(tail + 4), FILE_MAGIC)) {
    throw new RangeError("it does not end as it should: it was cut off");
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset).getInt32(tail, LITTLE_ENDIAN);
  if (!(length > 0 && length <= tail - FILE_HEAD_BYTES)) throw new RangeError("a footer that is cut off");
  const footer = bytes.subarray(tail - length, tail);
  const view = new DataView(footer.buffer, footer.byteOffset, length);
  const root = new FlatTable(view, 0, new Allowance(view));
  const schema = needed(root.table(FOOTER.schema));
  checkSchema(schema);
  const messages = [schemaMessage(footer, schema.at)];
  let room = bytes.length;
  const check = (field: number, kind: number): number[] =>
    root.longs(field, BLOCK_BYTES, 1).map(([at]) => {
      const message = at! < 0 ? undefined : checkMessage(bytes, at!);
      if (message?.kind !== kind) throw new RangeError("a footer of other messages than there are");
      room -= message.end - at!;
      if (room < 0) throw new RangeError("a footer that names messages twice");
      messages.push(bytes.subarray(at!, message.end));
      return message.rows;
    });
  check(FOOTER.dictionaries, DICTIONARY_BATCH);
  return { rows: check(FOOTER.batches, RECORD_BATCH), messages };
}

/** The schema of a footer as the message that a stream begins with, the footer's bytes behind it. */
function schemaMessage(footer: Uint8Array, schemaAt: number): Uint8Array<ArrayBuffer> {
  const headBytes = 32;
  const message = new Uint8Array(8 + headBytes + footer.length);
  message.set(footer, 8 + headBytes);
  const view = new DataView(message.buffer, 8);
  new DataView(message.buffer).setUint32(0, CONTINUATION, LITTLE_ENDIAN);
  new DataView(message.buffer).setUint32(4, headBytes + footer.length, LITTLE_ENDIAN);
  const [table, vtable, header] = [16, 4, 24] as const;
  view.setInt32(0, table, LITTLE_ENDIAN);
  // Sizes of the vtable and the table; then where version, kind and content stand in the latter.
  [10, 12, 4, 6, 8].forEach((short, i) => view.setInt16(vtable + 2 * i, short, LITTLE_ENDIAN));
  view.setInt32(table, table - vtable, LITTLE_ENDIAN);
  view.setInt16(table + 4, V4, LITTLE_ENDIAN);
  view.setUint8(table + 6, SCHEMA);
  view.setInt32(header, headBytes + schemaAt - header, LITTLE_ENDIAN);
  return message;
}

/** What a message is, where it ends, and what rows it has; `undefined` for the end of a stream. */
function checkMessage(
  bytes: Uint8Array<ArrayBuffer>,
  at: number,
): { readonly kind: number; readonly end: number; readonly rows: number } | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isContinued = view.getUint32(at, LITTLE_ENDIAN) === CONTINUATION;
  const start = at + (isContinued ? 8 : 4);
  const length = view.getInt32(start - 4, LITTLE_ENDIAN);
  if (length === 0) return undefined;
  if (!(length > 0 && start + length <= bytes.length)) throw new RangeError("a message that is cut off");
  const head = new DataView(bytes.buffer, bytes.byteOffset + start, length);
  const message = new FlatTable(head, 0, new Allowance(head));
  const bodyLength = message.long(MESSAGE.bodyLength, 0);
  const end = start + length + bodyLength;
  if (!(bodyLength >= 0 && end <= bytes.length)) throw new RangeError("a message that is cut off");
  if (message.short(MESSAGE.version, 0) < V4) {
    throw new RangeError("of a version before 0.8, which is not read");
  }
  const body = new DataView(bytes.buffer, bytes.byteOffset + start + length, bodyLength);
  const kind = message.byte(MESSAGE.kind, 0);
  const content = needed(message.table(MESSAGE.content));
  switch (kind) {
    case SCHEMA:
      checkSchema(content);
      return { kind, end, rows: 0 };
    case DICTIONARY_BATCH:
      checkDictionary(needed(content.table(DICTIONARY.batch)), body);
      return { kind, end, rows: 0 };
    case RECORD_BATCH:
      return { kind, end, rows: checkBatch(content, body).rows };
    default:
      throw new RangeError(`a message of kind ${kind}`);
  }
}

function needed<T>(value: T | undefined): T {
  if (value === undefined) throw new RangeError("a message without its content");
  return value;
}

function checkSchema(schema: FlatTable): void {
  if (schema.short(DESCRIPTION.endianness, 0) !== 0) {
    throw new RangeError("of big-endian values, which are not read");
  }
  for (const field of schema.tables(DESCRIPTION.columns)) checkField(field, 0);
  checkPairs(schema.tables(DESCRIPTION.metadata));
}

function checkField(field: FlatTable, depth: number): void {
  if (depth > DEEPEST) throw new RangeError(`columns nested ${depth} deep`);
  field.checkText(COLUMN.name);
  const type = field.table(COLUMN.type);
  const kind = field.byte(COLUMN.kind, 0);
  const decimals = kind === DECIMAL ? type?.int(OF_TYPE.scale, 0) ?? 0 : 0;
  if (!(decimals >= 0 && decimals <= MOST_DECIMALS)) throw new RangeError(`numbers of ${decimals} decimals`);
  if (kind === TIMESTAMP) type?.checkText(OF_TYPE.timeZone);
  if (kind === UNION) type?.checkIntegers(OF_TYPE.typeIds);
  const children = field.tables(COLUMN.children);
  if (field.table(COLUMN.dictionary) !== undefined && children.length > 0) {
    throw new RangeError("a dictionary of lists");
  }
  for (const child of children) checkField(child, depth + 1);
  checkPairs(field.tables(COLUMN.metadata));
}

function checkPairs(pairs: readonly FlatTable[]): void {
  for (const pair of pairs) {
    pair.checkText(PAIR.key);
    pair.checkText(PAIR.value);
  }
}

/** A dictionary is made a list of as soon as it is decoded. */
function checkDictionary(batch: FlatTable, body: DataView): void {
  const { rows, bytes } = checkBatch(batch, body);
  if (rows > BITS * bytes) throw new RangeError(`a dictionary of ${rows} values in ${bytes} bytes`);
}

function checkBatch(batch: FlatTable, body: DataView): { readonly rows: number; readonly bytes: number } {
  const rows = batch.long(BATCH.rows, 0);
  const nodes = batch.longs(BATCH.nodes, NODE_BYTES, 2);
  if (rows < 0 || nodes.some(([length]) => length! < 0)) throw new RangeError(`a batch of ${rows} rows`);
  const isCompressed = batch.table(BATCH.compression) !== undefined;
  let bytes = 0;
  const buffers = batch.longs(BATCH.buffers, BUFFER_BYTES, 2);
  for (const [offset, length] of buffers as [number, number][]) {
    if (!(offset >= 0 && length >= 0 && offset + length <= body.byteLength)) {
      throw new RangeError("a column that is cut off");
    }
    bytes += isCompressed && length > 0 ? Math.max(length, longAt(body, offset)) : length;
  }
  const views = batch.longs(BATCH.views, COUNT_BYTES, 1);
  if (views.some(([count]) => !(count! >= 0 && count! <= buffers.length))) {
    throw new RangeError("more buffers of text than there are buffers");
  }
  if (nodes[0] !== undefined && nodes[0][0] !== rows) throw new RangeError("columns of unequal length");
  return { rows, bytes };
}
