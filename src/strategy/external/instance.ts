/** Routers as they run in this thread. @module */

import { thrownBy } from "./blame.ts";
import { declarationOf } from "./declaration.ts";
import { evaluateModule } from "./evaluate.ts";
import type { ModuleRouter, OwnRouter } from "./router.ts";
import type { Watch } from "./watch.ts";

/** What a module exports by default, evaluated once a thread. */
const instances = new Map<string, object>();

/**
 * The default export of a router's module, which is what the router declared when it was opened.
 *
 * @throws {RouterFault} if the module throws, or exports something else this time.
 */
export function instanceOf<Exported extends object>(
  router: ModuleRouter,
  watch: Watch | undefined,
): Exported {
  const key = `${router.text} ${router.digest}`;
  let instance = instances.get(key);
  if (instance === undefined) {
    watch?.begin(router.part);
    try {
      const exported = evaluateModule(router);
      declarationOf(exported, router.part, router.text);
      instance = exported as object;
    } catch (error) {
      throw thrownBy(router, error);
    } finally {
      watch?.end();
    }
    instances.set(key, instance);
  }
  return instance as Exported;
}

/** Values of the parameters that a router declares, out of a point. */
export function valuesFor(
  { parameters }: Pick<OwnRouter, "parameters">,
  point: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  return Object.freeze(
    Object.fromEntries(Object.entries(parameters).map(([name, { low }]) => [name, point[name] ?? low])),
  );
}
