/** Evaluating a router's module, from memory. @module */

import { isConfined } from "./confine.ts";
import type { ModuleRouter } from "./router.ts";

/** Taken before the thread is confined. */
const Code = Function;

/**
 * Evaluates a module, and what it imports; returns its default export.
 *
 * @throws {unknown} whatever the module throws.
 */
export function evaluateModule({ modules }: Pick<ModuleRouter, "modules">): unknown {
  if (!isConfined()) throw new Error("A router's code runs in confined threads alone");
  const loaded = new Map<string, { exports: unknown }>();
  const load = (path: string): unknown => {
    const before = loaded.get(path);
    if (before !== undefined) return before.exports;
    const source = modules[path]!;
    const module: { exports: unknown } = { exports: {} };
    loaded.set(path, module);
    if (source.file.endsWith(".json")) return module.exports = JSON.parse(source.code);
    const require = (name: string): unknown => {
      const target = source.imports[name];
      if (target !== undefined && Object.hasOwn(modules, target)) return load(target);
      throw new Error(
        target === undefined
          ? `cannot import ${name}: a router imports files of its own alone, such as ./table.js`
          : `cannot import ${name}: there is no ${target}`,
      );
    };
    Code("exports", "require", "module", `${source.code}\n//# sourceURL=${source.file}`)(
      module.exports,
      require,
      module,
    );
    return module.exports;
  };
  const exports = load(Object.keys(modules)[0]!) as {
    readonly __esModule?: boolean;
    readonly default?: unknown;
  };
  return exports?.__esModule === true ? exports.default : exports;
}
