/** Room for more in a column. @module */

type Column = Float64Array | Int32Array | Uint32Array | Uint16Array | Uint8Array;

/** A copy of a column with room for twice as many entries. */
export function grown<A extends Column>(column: A): A {
  const larger = new (column.constructor as new (length: number) => A)(2 * column.length);
  larger.set(column);
  return larger;
}
