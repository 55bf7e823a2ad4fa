/** Numbers of variable length, of which Parquet's metadata and encodings are made. @module */

const BITS = 7;
const MORE = 0x80;
const LONGEST = 10;

/** Reads bytes and numbers of variable length (LEB128), one behind the other. */
export class VarintReader {
  /** Where the next byte stands. */
  at: number;
  readonly view: DataView;

  constructor(view: DataView, at: number) {
    this.view = view;
    this.at = at;
  }

  /** @throws {RangeError} at the end. */
  byte(): number {
    return this.view.getUint8(this.at++);
  }

  /** @throws {RangeError} if the number is longer than one of 64 bits, or cut off. */
  unsigned(): number {
    let number = 0;
    for (let i = 0; i < LONGEST; i++) {
      const byte = this.byte();
      number += (byte & (MORE - 1)) * 2 ** (BITS * i);
      if (byte < MORE) return number;
    }
    throw new RangeError("a number without an end");
  }

  /** Zigzag: even numbers are not negative. */
  signed(): number {
    const zigzag = this.unsigned();
    return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
  }
}
