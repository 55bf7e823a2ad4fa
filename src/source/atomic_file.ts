/**
 * Writes a file whole or not at all: into a temporary name beside it, then renamed.
 *
 * @param chunks the contents.
 */
export async function writeFileAtomically(
  path: string,
  chunks: Iterable<Uint8Array> | string,
): Promise<void> {
  const partial = `${path}.${crypto.randomUUID().slice(0, 8)}.partial`;
  try {
    const file = await Deno.open(partial, { write: true, createNew: true });
    try {
      for (const chunk of typeof chunks === "string" ? [new TextEncoder().encode(chunks)] : chunks) {
        await writeAll(file, chunk);
      }
    } finally {
      file.close();
    }
    await Deno.rename(partial, path);
  } catch (error) {
    await Deno.remove(partial).catch(() => {}); // it may not have been made
    throw error;
  }
}

/** Writes all of a chunk, however little the file takes at a time. */
export async function writeAll(
  file: { write(chunk: Uint8Array): Promise<number> },
  chunk: Uint8Array,
): Promise<void> {
  for (let written = 0; written < chunk.length;) written += await file.write(chunk.subarray(written));
}
