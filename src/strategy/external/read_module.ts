/** Reading a router's file and what it imports: what runs is what was read, and what the digest is of. @module */

import { sha256 } from "../../market/sha256.ts";
import { dirname, isAbsolute, join } from "node:path";
import type { ModuleRouter, ModuleSource } from "./router.ts";
import { RouterFault } from "./fault.ts";

/** All files of a module. */
type ModuleFiles = Pick<ModuleRouter, "modules" | "digests" | "digest">;

/** Files that a router may consist of. */
const MOST_FILES = 1000;

/**
 * Reads a module and all files of its own that it imports. Types are stripped, and ECMAScript modules become
 * CommonJS ones, which any thread can evaluate from memory: workers started later run the same, whatever became of
 * the files meanwhile, and in the compiled executable too.
 *
 * @param file as the user named it.
 * @throws {RouterFault} if a file is no JavaScript or TypeScript.
 * @throws {Error} of the operating system, where the file cannot be read.
 */
export async function readModule(file: string): Promise<ModuleFiles> {
  const modules: Record<string, ModuleSource> = {};
  const digests: Record<string, string> = {};
  const open = [file];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (Object.hasOwn(modules, path)) continue;
    if (Object.keys(modules).length === MOST_FILES) {
      throw new RouterFault(file, `imports more than ${MOST_FILES} files`);
    }
    const text = await readImport(path, file);
    if (text === undefined) continue;
    digests[path] = sha256(text);
    const code = path.endsWith(".json") ? text : await toCommonJs(text, path, file);
    const imports = path.endsWith(".json") ? {} : importsOf(code, path);
    modules[path] = { file: path, code, imports };
    open.push(...Object.values(imports));
  }
  return { modules, digests, digest: sha256(JSON.stringify(Object.entries(digests).sort())) };
}

/** A file's text; an imported one may be missing, and is so only once it is evaluated. */
async function readImport(path: string, entry: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (path === entry || !(error instanceof Deno.errors.NotFound)) throw error;
    return undefined;
  }
}

async function toCommonJs(text: string, path: string, entry: string): Promise<string> {
  // Loaded here, as only runs with a router of the user's own need it.
  const { transform } = await import("sucrase");
  const isTyped = /\.[cm]?ts$/.test(path);
  try {
    const { code } = transform(text, {
      transforms: [...isTyped ? ["typescript" as const] : [], "imports"],
      disableESTransforms: true,
      preserveDynamicImport: false,
    });
    return code;
  } catch (error) {
    const where = path === entry ? "" : `${path}: `;
    throw new RouterFault(entry, `${where}${(error as Error).message.replace("Error transforming ", "")}`);
  }
}

/** The files that a module asks for, by what it calls them. What stands in a text may be among them. */
function importsOf(code: string, path: string): Record<string, string> {
  const imports: Record<string, string> = {};
  for (const [, , name = ""] of code.matchAll(/\brequire\((["'])((?:\.{0,2}\/|file:)[^"'\n]+)\1\)/g)) {
    imports[name] = fileOf(name, path);
  }
  return imports;
}

function fileOf(specifier: string, importer: string): string {
  if (specifier.startsWith("file:")) return decodeURIComponent(new URL(specifier).pathname);
  return isAbsolute(specifier) ? specifier : join(dirname(importer), specifier);
}
