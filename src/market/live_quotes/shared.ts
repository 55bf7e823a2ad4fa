type ArrayType<A> = { new (buffer: SharedArrayBuffer): A; readonly BYTES_PER_ELEMENT: number };

/** The values on shared memory, so that workers get them without a copy. */
export function shared<A extends Float64Array | Uint32Array>(
  type: ArrayType<A>,
  values: ArrayLike<number>,
): A {
  const array = new type(new SharedArrayBuffer(values.length * type.BYTES_PER_ELEMENT));
  array.set(values);
  return array;
}
