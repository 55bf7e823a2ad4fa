/** Child orders that a placement writes its own into. @module */

import type { ChildOrders } from "./strategy.ts";

/** Child orders for `venues` venues; to be cleared before a placement is asked. */
export function makeChildOrders(venues: number): ChildOrders {
  return {
    take: new Float64Array(venues),
    takeLimit: new Float64Array(venues),
    rest: new Float64Array(venues),
  };
}

/** Sends nothing to any venue, and takes at any price. */
export function clearChildOrders({ take, takeLimit, rest }: ChildOrders): void {
  take.fill(0);
  takeLimit.fill(NaN);
  rest.fill(0);
}
