/** Arrays on memory that workers share. @module */

type ArrayType<A> = { new (buffer: SharedArrayBuffer): A; readonly BYTES_PER_ELEMENT: number };

/** So many zeros on shared memory, so that workers get them without a copy. */
export function sharedArray<A extends Float64Array | Uint32Array>(type: ArrayType<A>, length: number): A {
  return new type(new SharedArrayBuffer(length * type.BYTES_PER_ELEMENT));
}

/** The values on shared memory; no copy of what is there already. */
export function shared<A extends Float64Array | Uint32Array>(type: ArrayType<A>, values: A): A {
  if (values.buffer instanceof SharedArrayBuffer) return values;
  const array = sharedArray(type, values.length);
  array.set(values);
  return array;
}
