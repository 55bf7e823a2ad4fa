/** A schedule of a user's own, as the simulator asks it. @module */

import type { Market } from "../../execution/market.ts";
import type { ParentOrder } from "../../execution/parent_order.ts";
import type { Schedule, SlicePlan } from "../../execution/strategy.ts";
import type { Point } from "../../model/point.ts";
import { MOST_SLICES } from "../schedule/slices.ts";
import { RouterFault } from "./fault.ts";
import { instanceOf, valuesFor } from "./instance.ts";
import type { RouterSchedule } from "./interface.ts";
import { askModule, isPromise } from "./ask_module.ts";
import { pastOf } from "./past_market.ts";
import type { ModuleRouter } from "./router.ts";
import type { Watch } from "./watch.ts";

/**
 * A module's schedule at a point. It sees the market before an order's start when it plans it, and what came until
 * a slice when it is asked for the slice's target; what it answers is checked.
 *
 * @throws {RouterFault} if the module cannot be evaluated.
 */
export function moduleSchedule(
  router: ModuleRouter,
  market: Market,
  point: Point,
  watch: Watch | undefined,
): Schedule {
  const exported = instanceOf<RouterSchedule>(router, watch);
  const past = pastOf(market);
  const values = valuesFor(router, point);
  const { text } = router;

  /** Asks the router, which may look no further than this. */
  function ask<Answer>(
    rows: number,
    nowNs: number,
    slice: number | undefined,
    question: () => Answer,
  ): Answer {
    past.moveTo(rows, nowNs);
    return askModule({ router, past, watch }, slice, "a schedule plans at once", question);
  }

  return {
    name: text,
    begin(order) {
      const rows = market.rowsBefore(order.startNs);
      const { plan, starts } = ask(rows, order.startNs, undefined, () => {
        const plan: unknown = exported.begin(Object.freeze({ ...order }), past.market, values);
        // All starts are asked for at once, so that they cannot depend on what the market does later.
        return isPromise(plan)
          ? plan as never
          : { plan: plan as SlicePlan, starts: startsOf(plan, order, text) };
      });
      return {
        slices: starts.length - 1,
        startNs: (slice) => starts[slice]!,
        target(slice, rows, filled) {
          const nowNs = Math.max(starts[slice]!, rows > 0 ? market.live.clockNs[rows - 1]! : -Infinity);
          const target = ask(rows, nowNs, slice, () => plan.target(slice, rows, filled));
          if (Number.isSafeInteger(target) && target >= 0 && target <= order.quantity) return target;
          throw new RouterFault(
            text,
            `wants ${target} shares by slice ${slice}, of an order of ${order.quantity}`,
            {
              decision: slice,
            },
          );
        },
      };
    },
  };
}

/** Where a plan's slices begin, and the last one ends. */
function startsOf(plan: unknown, { startNs, endNs }: ParentOrder, router: string): Float64Array {
  if (typeof plan !== "object" || plan === null) {
    throw new RouterFault(router, `planned ${plan}, which is no plan`);
  }
  const { slices } = plan as Partial<SlicePlan>;
  if (!Number.isInteger(slices) || slices! < 1 || slices! > MOST_SLICES) {
    throw new RouterFault(router, `planned ${slices} slices: give a whole number from 1 to ${MOST_SLICES}`);
  }
  for (const method of ["startNs", "target"] as const) {
    if (typeof (plan as Partial<SlicePlan>)[method] !== "function") {
      throw new RouterFault(router, `its plan has no function ${method}`);
    }
  }
  const starts = new Float64Array(slices! + 1);
  for (let slice = 0; slice < starts.length; slice++) {
    starts[slice] = (plan as SlicePlan).startNs(slice);
    const earliest = slice === 0 ? startNs : starts[slice - 1]!;
    if (!(starts[slice]! >= earliest && starts[slice]! <= endNs)) {
      throw new RouterFault(
        router,
        `slice ${slice} begins at ${
          starts[slice]
        } ns: slices lie one after another from ${startNs} to ${endNs} ns`,
      );
    }
  }
  return starts;
}
