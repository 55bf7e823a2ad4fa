/** The error of a router that does what a router may not do. @module */

/** Where a router went wrong, as far as it is known. */
export interface FaultPlace {
  /** Index of the parent order. */
  readonly order?: number | undefined;
  /** Index of the order's decision; of a schedule, the slice. */
  readonly decision?: number | undefined;
}

/**
 * A router of a user's own threw, answered what is no answer, or none in time. Whoever finds it out says why and
 * what it knows of the place; whoever knows more adds it with {@linkcode RouterFault.at}.
 *
 * @example
 * ```ts
 * import { RouterFault } from "./fault.ts";
 * import { assertEquals } from "@std/assert";
 * const fault = new RouterFault("./mine.js", "sent NaN shares to XNAS", { decision: 3 });
 * assertEquals(fault.at({ order: 17 }).message, "./mine.js: order 17, decision 3: sent NaN shares to XNAS");
 * ```
 */
export class RouterFault extends Error implements FaultPlace {
  /** Tells it from other errors. */
  override readonly name = "RouterFault";
  /** The router, as the user named it. */
  readonly router: string;
  /** What is wrong, without the place. */
  readonly reason: string;
  /** Index of the parent order. */
  readonly order: number | undefined;
  /** Index of the order's decision. */
  readonly decision: number | undefined;

  /** An error with this reason. */
  constructor(router: string, reason: string, { order, decision }: FaultPlace = {}) {
    const place = [
      ...(order === undefined ? [] : [`order ${order}`]),
      ...(decision === undefined ? [] : [`decision ${decision}`]),
    ].join(", ");
    super(`${router}: ${place === "" ? "" : `${place}: `}${reason}`);
    this.router = router;
    this.reason = reason;
    this.order = order;
    this.decision = decision;
  }

  /** The same fault with more of its place; what is known already stays. */
  at({ order, decision }: FaultPlace): RouterFault {
    return new RouterFault(this.router, this.reason, {
      order: this.order ?? order,
      decision: this.decision ?? decision,
    });
  }
}

/** A {@linkcode RouterFault} as data that another thread can be sent. */
interface PlainFault extends FaultPlace {
  readonly kind: typeof PLAIN;
  readonly router: string;
  readonly reason: string;
}

const PLAIN = "sorlab-router-fault";

/** What to send to another thread in the place of a fault; other errors stay as they are. */
export function faultToPlain(error: unknown): unknown {
  if (!(error instanceof RouterFault)) return error;
  const { router, reason, order, decision } = error;
  return { kind: PLAIN, router, reason, order, decision } satisfies PlainFault;
}

/** The fault that {@linkcode faultToPlain} was given. */
export function faultFromPlain(plain: unknown): unknown {
  if ((plain as PlainFault | null | undefined)?.kind !== PLAIN) return plain;
  const { router, reason, ...place } = plain as PlainFault;
  return new RouterFault(router, reason, place);
}
