/** Files that are written whole or not at all. @module */

import { ifThere } from "./if_there.ts";

/** A file's bytes, one piece after the other. */
export type Chunks = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/**
 * Writes a file whole or not at all: into a temporary name beside it, then renamed. A link is followed;
 * what is there and is no regular file, such as a device or a pipe, is not replaced but written to. A file
 * that is replaced keeps its mode.
 *
 * @param chunks the contents.
 */
export async function writeFileAtomically(
  path: string,
  chunks: Chunks | string,
): Promise<void> {
  const target = await replaceable(path);
  if (target === undefined) return writeChunks(await Deno.open(path, { write: true }), chunks);
  // deno-lint-ignore sorlab/no-unseeded-id -- it names a file for a moment, and decides nothing
  const partial = `${target}.${crypto.randomUUID().slice(0, 8)}.partial`;
  try {
    const file = await Deno.open(partial, { write: true, createNew: true });
    // On the disk before it has the name: a crash of the machine could leave an empty file otherwise.
    await writeChunks(file, chunks, () => file.sync());
    await keepMode(target, partial);
    await Deno.rename(partial, target);
  } catch (error) {
    await Deno.remove(partial).catch(() => {}); // it may not have been made
    throw error;
  }
}

/** The file that a new one may take the place of; `undefined` if something else is there. */
async function replaceable(path: string): Promise<string | undefined> {
  const found = await ifThere(Deno.stat(path));
  if (found === undefined) return path;
  return found.isFile ? await Deno.realPath(path) : undefined;
}

const MODE_BITS = 0o7777;

async function keepMode(target: string, partial: string): Promise<void> {
  if (Deno.build.os === "windows") return;
  const mode = (await ifThere(Deno.stat(target)))?.mode ?? null;
  if (mode !== null) await Deno.chmod(partial, mode & MODE_BITS);
}

async function writeChunks(
  file: Deno.FsFile,
  chunks: Chunks | string,
  finish: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  try {
    for await (const chunk of typeof chunks === "string" ? [new TextEncoder().encode(chunks)] : chunks) {
      await writeAll(file, chunk);
    }
    await finish();
  } finally {
    file.close();
  }
}

/** Writes all of a chunk, however little the file takes at a time. */
export async function writeAll(
  file: { write(chunk: Uint8Array): Promise<number> },
  chunk: Uint8Array,
): Promise<void> {
  for (let written = 0; written < chunk.length;) written += await file.write(chunk.subarray(written));
}
