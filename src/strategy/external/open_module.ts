/** Opening a router's module: its files are read, and what it declares is found out where it can do no harm. @module */

import type { Declaration } from "./declaration.ts";
import { faultFromPlain, RouterFault } from "./fault.ts";
import { readModule } from "./read_module.ts";
import type { ModuleRouter, StrategyPart } from "./router.ts";

/** What is sent to `open_worker.ts`. */
export type ModuleToOpen = Pick<ModuleRouter, "text" | "part" | "modules">;
/** What comes back. */
export type Opened = { readonly declaration: Declaration } | { readonly error: unknown };

/**
 * Reads a router's file and what it imports, and evaluates them once, in a thread of their own without permissions.
 *
 * @param file as the user named it.
 * @param part of a strategy that it is to be.
 * @param timeoutMs how long evaluating it may take.
 * @throws {RouterFault} if it is no such router.
 * @throws {Error} of the operating system, where a file cannot be read.
 */
export async function openModule(file: string, part: StrategyPart, timeoutMs: number): Promise<ModuleRouter> {
  const files = await readModule(file);
  const { parameters, traits } = await declared({ text: file, part, modules: files.modules }, timeoutMs);
  return { kind: "module", text: file, part, parameters, traits, ...files };
}

async function declared(module: ModuleToOpen, timeoutMs: number): Promise<Declaration> {
  const worker = new Worker(new URL("./open_worker.ts", import.meta.url).href, {
    type: "module",
    deno: { permissions: "none" },
  });
  const { promise, resolve, reject } = Promise.withResolvers<Declaration>();
  worker.onmessage = ({ data }: MessageEvent<Opened>) => {
    if ("error" in data) reject(faultFromPlain(data.error));
    else resolve(data.declaration);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    reject(new RouterFault(module.text, event.message));
  };
  const seconds = timeoutMs / 1000;
  const timer = setTimeout(
    () =>
      reject(new RouterFault(module.text, `is not evaluated within ${seconds} s: does it loop for ever?`)),
    timeoutMs,
  );
  try {
    worker.postMessage(module);
    return await promise;
  } finally {
    clearTimeout(timer);
    worker.terminate();
  }
}
