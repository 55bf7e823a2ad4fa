import type { Offers } from "../../../execution/offers.ts";
import { hasPrice } from "../../../market/price.ts";
import type { Side } from "../../../market/side.ts";
import { type AllocatorName, DEFAULT_STEP_SHARES, type LatticeOptions } from "./allocator.ts";
import { checkedStep, latticeSize } from "./_lattice.ts";
import { checkCall } from "../../../execution/splitter.ts";
import { VenueRanking } from "../../../execution/venue_ranking.ts";

/** A venue's part in a split, and why. */
export interface ExplainedVenue {
  /** Index into the offers. */
  readonly venue: number;
  /** Displayed price, 1e-9 dollars; `NaN` is no quote. */
  readonly price: number;
  /** What a taker pays (buy) or keeps (sell) of a share after the fee, 1e-9 dollars; `NaN` is no quote. */
  readonly priceWithFee: number;
  /** Displayed shares. */
  readonly size: number;
  /** Of these, the ones in whole steps. */
  readonly latticeSize: number;
  /** 1 is the venue that the allocator prefers; `null` is no quote. */
  readonly rank: number | null;
  /** Shares allocated. */
  readonly shares: number;
  /** A phrase without a full stop. */
  readonly reason: string;
}

/** Options of {@linkcode explainSplit}. */
interface ExplainOptions extends LatticeOptions {
  /**
   * Who made the split. `greedy` ranks by price and uses no lattice, the others rank by price with fee.
   *
   * @default "exact"
   */
  name?: AllocatorName;
}

/** What the reasons of all venues depend on. */
interface Context {
  readonly name: AllocatorName;
  readonly step: number;
  readonly quantity: number;
  readonly placed: number;
  /** Shares that the lattice has in all. */
  readonly available: number;
}

/**
 * Says for each venue what a split gave it and why, by venue index.
 *
 * @param split shares of each venue, as `allocate` left it.
 * @param quantity the order, shares.
 * @throws {RangeError} if the quantity or step is no number to allocate, or `split` is too short.
 *
 * @example
 * ```ts
 * import { makeOffers } from "../../../execution/offers.ts";
 * import { BUY } from "../../../market/side.ts";
 * import { explainSplit } from "./explain.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const offers = makeOffers(2);
 * offers.price[1] = 10e9;
 * offers.size[1] = 230;
 * const venues = explainSplit(Float64Array.of(0, 200), 200, offers, BUY);
 * assertEquals(venues.map((venue) => venue.reason), [
 *   "no quote",
 *   "cheapest all-in, taken whole but for an odd lot of 30",
 * ]);
 * ```
 */
export function explainSplit(
  split: Float64Array,
  quantity: number,
  offers: Offers,
  side: Side,
  options: ExplainOptions = {},
): ExplainedVenue[] {
  checkCall(quantity, offers, split);
  const { name = "exact", step = DEFAULT_STEP_SHARES } = options;
  const ownStep = name === "greedy" ? 1 : checkedStep(step);
  const venues = describe(split, offers, side, ownStep, ranks(name, offers, side));
  const placed = venues.reduce((sum, { shares }) => sum + shares, 0);
  const available = venues.reduce((sum, venue) => sum + venue.latticeSize, 0);
  const context = { name, step: ownStep, quantity, placed, available };
  return venues.map((venue) => ({ ...venue, reason: reasonOf(venue, context) }));
}

type Described = Omit<ExplainedVenue, "reason">;

function describe(
  split: Float64Array,
  offers: Offers,
  side: Side,
  step: number,
  rank: (number | null)[],
): Described[] {
  return rank.map((own, venue) => ({
    venue,
    price: offers.price[venue]!,
    priceWithFee: offers.price[venue]! + side * offers.takeFee[venue]!,
    size: offers.size[venue]!,
    latticeSize: hasPrice(offers.price[venue]!) ? latticeSize(offers.size[venue]!, step) : 0,
    rank: own,
    shares: split[venue]!,
  }));
}

function ranks(name: AllocatorName, offers: Offers, side: Side): (number | null)[] {
  const ranking = new VenueRanking();
  const ranked = name === "greedy"
    ? ranking.rankByPrice(offers, side)
    : ranking.rankAllInLastFirst(offers, side);
  const rank = new Array<number | null>(offers.count).fill(null);
  for (let place = 0; place < ranked; place++) rank[ranking.order[place]!] = place + 1;
  return rank;
}

function reasonOf(venue: Described, context: Context): string {
  if (venue.rank === null) return "no quote";
  if (venue.size === 0) return "nothing displayed";
  if (venue.shares === 0) return reasonForNone(venue, context);
  if (venue.shares < venue.latticeSize) return reasonForPart(context);
  return reasonForWhole(venue, venue.rank, context);
}

function reasonForWhole(venue: Described, rank: number, { name }: Context): string {
  const place = rank === 1 ? "cheapest" : `number ${rank} by price`;
  const terms = name === "greedy" ? "before fees" : "all-in";
  const odd = venue.size - venue.shares;
  return `${place} ${terms}, taken whole${odd > 0 ? ` but for an odd lot of ${odd}` : ""}`;
}

function reasonForPart({ name, placed, quantity }: Context): string {
  if (name === "quadratic" && placed !== quantity) return "partly taken: another lot would not pay";
  return "partly taken: the order was filled";
}

function reasonForNone(venue: Described, { name, step, quantity, placed, available }: Context): string {
  if (venue.latticeSize === 0) return `odd lot of ${venue.size} below the ${step}-share step`;
  if (placed >= quantity) return "not needed: the order was filled";
  if (name === "quadratic") return "not taken: a lot would not pay";
  if (quantity % step !== 0) return `not taken: ${quantity} is no multiple of the ${step}-share step`;
  return `not taken: the venues show ${available} of ${quantity} shares in whole steps`;
}
