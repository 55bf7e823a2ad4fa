/** Files that commands write. @module */

import { type Chunks, writeFileAtomically } from "../source/atomic_file.ts";
import { ifThere } from "../source/if_there.ts";
import { withFile } from "./errors.ts";
import { interruptible } from "./interrupt.ts";

/**
 * Writes a file whole or not at all; a signal meanwhile ends the program behind it, so that nothing partial is
 * left.
 *
 * @throws {FileError} saying why it cannot be written.
 */
export function writeFile(path: string, contents: Chunks | string): Promise<void> {
  return withFile(`write ${path}`, () =>
    interruptible(async ({ check }) => {
      await writeFileAtomically(path, typeof contents === "string" ? contents : checked(contents, check));
      check();
    }));
}

async function* checked(chunks: Chunks, check: () => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    check();
    yield chunk;
  }
}

/**
 * Takes the first of some names that no file has, by making the file.
 *
 * @param nth the name to try in the nth place, from 1.
 */
export async function claimName(nth: (n: number) => string): Promise<string> {
  for (let n = 1;; n++) {
    const name = nth(n);
    try {
      (await Deno.open(name, { write: true, createNew: true })).close();
      return name;
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
  }
}

/**
 * Checks that a file can be written, before hours of work rather than after them.
 *
 * @throws {FileError} saying why not.
 */
export async function checkWritable(path: string): Promise<void> {
  await withFile(`write ${path}`, async () => {
    const there = await ifThere(Deno.stat(path));
    if (there?.isDirectory) throw new Deno.errors.IsADirectory("Is a directory");
    if (there !== undefined && !there.isFile) return; // a device or a pipe
    const probe = `${there ? await Deno.realPath(path) : path}.${crypto.randomUUID().slice(0, 8)}.partial`;
    await interruptible(async ({ check }) => {
      (await Deno.open(probe, { write: true, createNew: true })).close();
      await Deno.remove(probe);
      check();
    });
  });
}
