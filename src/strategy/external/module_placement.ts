/** A placement of a user's own, as the simulator asks it. @module */

import { clearChildOrders, makeChildOrders } from "../../execution/child_orders.ts";
import type { Market } from "../../execution/market.ts";
import { makeOffers } from "../../execution/offers.ts";
import type {
  ChildOrders,
  Decision,
  NearQuotes,
  Placement,
  PlacementFamily,
} from "../../execution/strategy.ts";
import type { Point } from "../../model/point.ts";
import { askModule } from "./ask_module.ts";
import { RouterFault } from "./fault.ts";
import { instanceOf, valuesFor } from "./instance.ts";
import type { RouterDecision, RouterPlacement } from "./interface.ts";
import { type Past, pastOf } from "./past_market.ts";
import type { ModuleRouter } from "./router.ts";
import type { Watch } from "./watch.ts";

/**
 * A module's placements at some points. Each is handed copies and the past alone, and what it answers is checked
 * before it is believed.
 *
 * @throws {RouterFault} if the module cannot be evaluated.
 */
export function modulePlacements(
  router: ModuleRouter,
  market: Market,
  points: readonly Point[],
  watch: Watch | undefined,
): PlacementFamily {
  const exported = instanceOf<RouterPlacement>(router, watch);
  const past = pastOf(market);
  return {
    members: points.map((point) => new ModulePlacement(router, exported, point, { market, past, watch })),
    look() {},
  };
}

/** What placements of one module share. */
interface Surroundings {
  readonly market: Market;
  readonly past: Past;
  readonly watch: Watch | undefined;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** One module at one point. */
class ModulePlacement implements Placement {
  readonly name: string;
  readonly sequential: boolean;
  readonly rests: boolean;
  readonly overfills: boolean;
  #router: ModuleRouter;
  #exported: RouterPlacement;
  #values: Readonly<Record<string, number>>;
  #surroundings: Surroundings;
  /** Copies that the router is handed, and may write to without changing anything. */
  #shown: Writable<RouterDecision>;
  #orders: ChildOrders;

  constructor(router: ModuleRouter, exported: RouterPlacement, point: Point, surroundings: Surroundings) {
    const { text, traits } = router;
    const { market, past } = surroundings;
    const venues = market.venues.count;
    this.name = text;
    this.sequential = traits.sequential;
    this.rests = traits.rests;
    this.overfills = traits.overfills;
    this.#router = router;
    this.#exported = exported;
    this.#values = valuesFor(router, point);
    this.#surroundings = surroundings;
    this.#shown = {
      market: past.market,
      memory: {},
      offers: makeOffers(venues),
      nearQuotes: nearQuotesOf(venues),
    } as Writable<RouterDecision>;
    this.#orders = Object.freeze(makeChildOrders(venues));
  }

  place(decision: Decision, orders: ChildOrders): void {
    const { past, watch } = this.#surroundings;
    past.moveTo(decision.rows, decision.nowNs);
    const asked = { router: this.#router, past, watch };
    askModule(asked, decision.index, "a decision is made at once, without async or await", (): unknown => {
      this.#show(decision);
      return this.#exported.place(this.#shown, this.#orders, this.#values);
    });
    this.#accept(decision, orders);
  }

  /** Copies what the decision knows, and clears the child orders. */
  #show(decision: Decision): void {
    const shown = this.#shown;
    const { offers, nearQuotes } = decision;
    shown.index = decision.index;
    shown.side = decision.side;
    shown.nowNs = decision.nowNs;
    shown.rows = decision.rows;
    shown.untilNs = decision.untilNs;
    shown.isLast = decision.isLast;
    shown.quantity = decision.quantity;
    shown.overdue = decision.overdue;
    shown.leaves = decision.leaves;
    shown.mid = decision.mid;
    shown.takeLimit = decision.takeLimit;
    if (decision.index === 0) shown.memory = {};
    shown.offers.price.set(offers.price);
    shown.offers.size.set(offers.size);
    shown.offers.takeFee.set(offers.takeFee);
    shown.offers.addRebate.set(offers.addRebate);
    shown.nearQuotes.price.set(nearQuotes.price);
    shown.nearQuotes.size.set(nearQuotes.size);
    shown.nearQuotes.addRebate.set(nearQuotes.addRebate);
    clearChildOrders(this.#orders);
  }

  /** Takes the child orders over, if they are such. */
  #accept({ leaves, index }: Decision, orders: ChildOrders): void {
    const fault = (reason: string) => new RouterFault(this.name, reason, { decision: index });
    const { take, takeLimit, rest } = this.#orders;
    let sum = 0;
    for (let venue = 0; venue < orders.take.length; venue++) {
      const [taken, rested] = [take[venue]!, rest[venue]!];
      if (!isShares(taken) || !isShares(rested)) {
        const [shares, what] = isShares(taken) ? [rested, "rest"] : [taken, "be taken"];
        throw fault(`sent ${shares} shares to ${what} at ${this.#venue(venue)}`);
      }
      if (rested > 0 && !this.rests) {
        throw fault(
          `sent ${rested} shares to rest at ${this.#venue(venue)}, and does not declare rests: true`,
        );
      }
      sum += taken + rested;
      orders.take[venue] = taken;
      orders.takeLimit[venue] = takeLimit[venue]!;
      orders.rest[venue] = rested;
    }
    if (sum > leaves && !this.overfills) {
      throw fault(`sent ${sum} shares where ${leaves} are left`);
    }
  }

  #venue(index: number): string {
    return this.#surroundings.market.venues.names[index]!;
  }
}

function nearQuotesOf(venues: number): NearQuotes {
  return {
    count: venues,
    price: new Float64Array(venues),
    size: new Float64Array(venues),
    addRebate: new Float64Array(venues),
  };
}

function isShares(shares: number): boolean {
  return shares >= 0 && Number.isSafeInteger(shares);
}
