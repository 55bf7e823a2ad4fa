/** A table of a flatbuffer, of which nothing is read that does not lie within it. @module */

const LITTLE_ENDIAN = true;

/** The work that a buffer may make, in entries and letters for each of its bytes: tables may share what they hold. */
const WORK_PER_BYTE = 16;

/** What a flatbuffer may still make its reader do. */
export class Allowance {
  #left: number;

  constructor(buffer: DataView) {
    this.#left = WORK_PER_BYTE * buffer.byteLength;
  }

  /**
   * Takes of it.
   *
   * @throws {RangeError} if that is more than is left.
   */
  take(work: number): void {
    this.#left -= work;
    if (!(work >= 0 && this.#left >= 0)) throw new RangeError("metadata that refers to itself");
  }
}

/**
 * A table of a flatbuffer. Whatever its getters give lies within the buffer; what does not, they throw a `RangeError`
 * for. Fields are named by their place in the vtable, in bytes, as Arrow's readers name them.
 *
 * @see {@link https://flatbuffers.dev/internals/} "FlatBuffer Internals".
 */
export class FlatTable {
  /** Where the table stands. */
  readonly at: number;
  #view: DataView;
  #vtable: number;
  #allowance: Allowance;

  /** @param at where the offset of the table stands. */
  constructor(view: DataView, at: number, allowance: Allowance) {
    this.#view = view;
    this.#allowance = allowance;
    this.at = at + view.getInt32(at, LITTLE_ENDIAN);
    this.#vtable = this.at - view.getInt32(this.at, LITTLE_ENDIAN);
    allowance.take(1);
  }

  byte(field: number, otherwise: number): number {
    const at = this.#find(field);
    return at === undefined ? otherwise : this.#view.getUint8(at);
  }

  short(field: number, otherwise: number): number {
    const at = this.#find(field);
    return at === undefined ? otherwise : this.#view.getInt16(at, LITTLE_ENDIAN);
  }

  int(field: number, otherwise: number): number {
    const at = this.#find(field);
    return at === undefined ? otherwise : this.#view.getInt32(at, LITTLE_ENDIAN);
  }

  /** An integer of 64 bits, which must be exact as a number. */
  long(field: number, otherwise: number): number {
    const at = this.#find(field);
    return at === undefined ? otherwise : longAt(this.#view, at);
  }

  table(field: number): FlatTable | undefined {
    const at = this.#find(field);
    return at === undefined ? undefined : new FlatTable(this.#view, at, this.#allowance);
  }

  /** Makes sure that a text lies within the buffer. */
  checkText(field: number): void {
    const at = this.#find(field);
    if (at === undefined) return;
    const start = at + this.#view.getInt32(at, LITTLE_ENDIAN);
    this.#fits(start, this.#view.getInt32(start, LITTLE_ENDIAN), 1);
  }

  /** Makes sure that a vector of integers of 32 bits lies within the buffer. */
  checkIntegers(field: number): void {
    this.#vector(field, 4, () => {});
  }

  /** The tables of a vector. */
  tables(field: number): FlatTable[] {
    return this.#vector(field, 4, (at) => new FlatTable(this.#view, at, this.#allowance));
  }

  /** The first integers, of 64 bits, of each of a vector's structures. */
  longs(field: number, stride: number, count: number): number[][] {
    return this.#vector(
      field,
      stride,
      (at) => Array.from({ length: count }, (_, i) => longAt(this.#view, at + 8 * i)),
    );
  }

  #vector<T>(field: number, stride: number, entry: (at: number) => T): T[] {
    const at = this.#find(field);
    if (at === undefined) return [];
    const start = at + this.#view.getInt32(at, LITTLE_ENDIAN);
    const count = this.#view.getInt32(start, LITTLE_ENDIAN);
    this.#fits(start, count, stride);
    return Array.from({ length: count }, (_, i) => entry(start + 4 + i * stride));
  }

  /** Of what begins with its count. */
  #fits(start: number, count: number, stride: number): void {
    if (!(count >= 0 && start + 4 + count * stride <= this.#view.byteLength)) {
      throw new RangeError("metadata that is cut off");
    }
    this.#allowance.take(count);
  }

  /** Where a field stands; `undefined` for one that is left at its default. */
  #find(field: number): number | undefined {
    if (field >= this.#view.getInt16(this.#vtable, LITTLE_ENDIAN)) return undefined;
    const offset = this.#view.getInt16(this.#vtable + field, LITTLE_ENDIAN);
    return offset === 0 ? undefined : this.at + offset;
  }
}

/** @throws {RangeError} for one that is not exact as a number. */
export function longAt(view: DataView, at: number): number {
  const number = Number(view.getBigInt64(at, LITTLE_ENDIAN));
  if (!Number.isSafeInteger(number)) throw new RangeError(`a length of ${number}`);
  return number;
}
