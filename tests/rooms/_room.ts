/**
 * The tests of a room, which share a thread, its modules and what those have made: to start a thread and to load a
 * test's modules takes longer than most tests. So a test gives back what it changes of `Deno`.
 *
 * @module
 */

const TESTS = new URL("../", import.meta.url);

/** Registers the tests of a folder below tests/, those of its folders included. */
export async function registerRoom(room: string): Promise<void> {
  for (const file of testFiles(new URL(`${room}/`, TESTS))) await import(file.href);
}

function* testFiles(folder: URL): Generator<URL> {
  const entries = [...Deno.readDirSync(folder)].toSorted((a, b) => a.name < b.name ? -1 : 1);
  for (const { name, isDirectory } of entries) {
    if (isDirectory) yield* testFiles(new URL(`${name}/`, folder));
    else if (name.endsWith("_test.ts")) yield new URL(name, folder);
  }
}
