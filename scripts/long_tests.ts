/**
 * Prints the test files that try more in the long run: those that import tests/_seeds.ts, by whatever way, but for
 * those below the folder that is named. All others would only repeat what `deno task test` does. Needs to read tests/.
 *
 * @module
 */

const TESTS = new URL("../tests/", import.meta.url);

/** Where the number of seeds comes from. */
export const SEEDS = "_seeds.ts";

/**
 * The tests among some files that depend on one of them.
 *
 * @param files what is in each, by its path from the folder on.
 */
export function testsThatUse(file: string, files: Readonly<Record<string, string>>): string[] {
  const imports = Object.entries(files).map(([path, source]) => ({
    path,
    imported: importsOf(path, source),
  }));
  const using = new Set([file]);
  for (const used of using) {
    for (const { path, imported } of imports) if (imported.includes(used)) using.add(path);
  }
  return [...using].filter((path) => path.endsWith("_test.ts")).toSorted();
}

/** The files of the same folder tree that a file imports. */
function importsOf(path: string, source: string): string[] {
  return [...source.matchAll(/(?:from|import\(?) ?"(\.\.?\/[^"]+)"/g)].map(([, specifier]) =>
    new URL(specifier!, new URL(path, "root:/")).pathname.slice(1)
  );
}

/** What is in every TypeScript file below tests/, by its path from there on. */
export async function testSources(path: string = ""): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { name, isDirectory } of Deno.readDir(new URL(path, TESTS))) {
    if (isDirectory) Object.assign(found, await testSources(`${path}${name}/`));
    else if (name.endsWith(".ts")) found[path + name] = await Deno.readTextFile(new URL(path + name, TESTS));
  }
  return found;
}

if (import.meta.main) {
  const [without] = Deno.args;
  const paths = testsThatUse(SEEDS, await testSources()).map((path) => `tests/${path}`);
  // deno-lint-ignore no-console -- what this script is for
  console.log(paths.filter((path) => without === undefined || !path.startsWith(`${without}/`)).join("\n"));
}
