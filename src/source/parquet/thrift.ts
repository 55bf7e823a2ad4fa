/** Structures of Thrift's compact protocol, of which Parquet's metadata is made, read with care. @module */

import { VarintReader } from "./varint_reader.ts";

/** Types of fields, by their numbers. Sets and maps there are none in Parquet. */
const TYPE = {
  stop: 0,
  true: 1,
  false: 2,
  byte: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  struct: 12,
} as const;

/** Parquet's own structures nest a dozen deep. */
const DEEPEST = 40;
const LARGEST_INT = 2 ** 31;

/** The numbers and structures in a structure, by the numbers of their fields. */
export type ThriftStruct = ReadonlyMap<number, number | ThriftStruct>;

/**
 * Reads structures one behind the other. Nothing is made of a length that a file tells before as many bytes are seen.
 *
 * @see {@link https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md} "Thrift compact
 *   protocol encoding".
 *
 * @example
 * ```ts
 * import { ThriftReader } from "./thrift.ts";
 * import { assertEquals } from "@std/assert";
 * // Field 1 is -1, field 3 a structure in which field 1 is 100.
 * const bytes = Uint8Array.of(0x15, 1, 0x2c, 0x15, 0xc8, 1, 0, 0);
 * const reader = new ThriftReader(new DataView(bytes.buffer), 0);
 * assertEquals(reader.struct(), new Map<number, unknown>([[1, -1], [3, new Map([[1, 100]])]]));
 * assertEquals(reader.at, bytes.length);
 * ```
 */
export class ThriftReader extends VarintReader {
  /**
   * The structure that stands here.
   *
   * @throws {RangeError} if it is broken.
   */
  struct(depth = 0): ThriftStruct {
    if (depth > DEEPEST) throw new RangeError(`structures nested ${depth} deep`);
    const fields = new Map<number, number | ThriftStruct>();
    let field = 0;
    while (true) {
      const head = this.byte();
      const type = head & 0xf;
      if (type === TYPE.stop) return fields;
      field = head >> 4 === 0 ? this.#int() : field + (head >> 4);
      const value = this.#value(type, depth);
      if (value !== undefined) fields.set(field, value);
    }
  }

  /** A number or a structure; `undefined` for what is passed over. */
  #value(type: number, depth: number): number | ThriftStruct | undefined {
    switch (type) {
      case TYPE.true:
        return 1;
      case TYPE.false:
        return 0;
      case TYPE.byte:
        return this.byte();
      case TYPE.i16:
      case TYPE.i32:
        return this.#int();
      case TYPE.i64:
        return this.signed();
      case TYPE.double:
        return this.#skip(8);
      case TYPE.binary:
        return this.#skip(this.unsigned());
      case TYPE.list:
        return this.#list(depth);
      case TYPE.struct:
        return this.struct(depth + 1);
      default:
        throw new RangeError(`a field of type ${type}`);
    }
  }

  #list(depth: number): undefined {
    const head = this.byte();
    const short = head >> 4;
    const length = short === 0xf ? this.unsigned() : short;
    if (!(length <= this.view.byteLength - this.at)) throw new RangeError(`a list of ${length}`);
    const type = head & 0xf;
    // In a list a truth takes a byte.
    const each = type === TYPE.true || type === TYPE.false ? TYPE.byte : type;
    for (let i = 0; i < length; i++) this.#value(each, depth + 1);
  }

  #skip(length: number): undefined {
    if (!(length <= this.view.byteLength - this.at)) {
      throw new RangeError(`${length} bytes that are not there`);
    }
    this.at += length;
  }

  #int(): number {
    const number = this.signed();
    if (!(Math.abs(number) <= LARGEST_INT)) throw new RangeError(`a number of ${number}`);
    return number;
  }
}
