/** Asking a router's module, which may look no further than it is told. @module */

import { thrownBy } from "./blame.ts";
import { RouterFault } from "./fault.ts";
import type { Past } from "./past_market.ts";
import type { ModuleRouter } from "./router.ts";
import type { Watch } from "./watch.ts";

/** Who is asked, what it may see, and who watches. */
interface Asked {
  readonly router: ModuleRouter;
  /** Moved to the moment at which it is asked. */
  readonly past: Past;
  readonly watch: Watch | undefined;
}

/**
 * Asks a module something.
 *
 * @param decision index of the decision; of a schedule, the slice.
 * @param why no promise will do, for messages.
 * @throws {RouterFault} if it throws, looks further than it may, or returns a promise.
 */
export function askModule<Answer>(
  { router, past, watch }: Asked,
  decision: number | undefined,
  why: string,
  question: () => Answer,
): Answer {
  watch?.begin(router.part, decision);
  try {
    const answer = question();
    if (isPromise(answer)) throw new RouterFault(router.text, `returned a promise: ${why}`);
    const trespass = past.trespass();
    if (trespass !== undefined) throw new RouterFault(router.text, trespass);
    return answer;
  } catch (error) {
    const trespass = past.trespass();
    const fault = trespass === undefined ? thrownBy(router, error) : new RouterFault(router.text, trespass);
    throw fault.at({ decision });
  } finally {
    watch?.end();
  }
}

/** Whether something is a promise; what becomes of it is then nobody's concern. */
export function isPromise(answer: unknown): boolean {
  if (typeof answer !== "object" || answer === null) return false;
  if (typeof (answer as PromiseLike<unknown>).then !== "function") return false;
  (answer as PromiseLike<unknown>).then(() => {}, () => {});
  return true;
}
