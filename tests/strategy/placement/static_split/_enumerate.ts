/**
 * References for the allocators: the published pseudocode and the formal cost by brute force, on plain
 * objects and integer ticks, sharing no code with `src/placement`.
 *
 * @module
 */

/** Price, fee and rebate in ticks; for a sell `price` is the negative bid. */
export interface ReferenceVenue {
  price: number;
  fee: number;
  rebate: number;
  size: number;
}

export interface ReferenceParameters {
  lambdaOver: number;
  lambdaUnder: number;
  thetaQueue: number;
}

interface Enumerated {
  /** `null` is infeasible. */
  split: number[] | null;
  /** Ticks. */
  cost: number;
  /** Splits looked at, with those that do not sum to the order. */
  visited: number;
}

/** allocate() of the pseudocode. `null` is a venue without a quote. */
export function enumerate(
  orderSize: number,
  venues: (ReferenceVenue | null)[],
  step: number,
  parameters: ReferenceParameters,
): Enumerated {
  let splits: number[][] = [[]];
  for (const venue of venues) {
    const longer: number[][] = [];
    for (const alloc of splits) {
      const used = alloc.reduce((sum, q) => sum + q, 0);
      const most = Math.min(orderSize - used, venue?.size ?? 0);
      for (let q = 0; q <= most; q += step) longer.push([...alloc, q]);
    }
    splits = longer;
  }
  let bestCost = Infinity;
  let best: number[] | null = null;
  for (const alloc of splits) {
    if (alloc.reduce((sum, q) => sum + q, 0) !== orderSize) continue;
    const cost = computeCost(alloc, venues, orderSize, parameters);
    if (cost < bestCost) {
      bestCost = cost;
      best = alloc;
    }
  }
  return { split: best, cost: bestCost, visited: splits.length };
}

/** compute_cost() of the pseudocode, ticks. */
export function computeCost(
  split: number[],
  venues: (ReferenceVenue | null)[],
  orderSize: number,
  { lambdaOver, lambdaUnder, thetaQueue }: ReferenceParameters,
): number {
  let executed = 0;
  let cashSpent = 0;
  venues.forEach((venue, i) => {
    if (venue === null) return;
    const exe = Math.min(split[i]!, venue.size);
    executed += exe;
    cashSpent += exe * (venue.price + venue.fee);
    cashSpent -= Math.max(split[i]! - exe, 0) * venue.rebate;
  });
  const underfill = Math.max(orderSize - executed, 0);
  const overfill = Math.max(executed - orderSize, 0);
  return cashSpent + thetaQueue * (underfill + overfill) + lambdaUnder * underfill + lambdaOver * overfill;
}

/** The formal cost, ticks (λ and θ in ticks too); `round` is applied to each queueing term. */
export function formalCost(
  split: number[],
  venues: (ReferenceVenue | null)[],
  orderSize: number,
  { lambdaOver, lambdaUnder, thetaQueue }: ReferenceParameters,
  round: (ticks: number) => number = (ticks) => ticks,
): number {
  let cost = 0;
  let total = 0;
  venues.forEach((venue, i) => {
    const x = split[i]!;
    if (venue === null || x === 0) return;
    total += x;
    cost += (venue.price + venue.fee) * x + round(thetaQueue * (venue.size / (venue.size + x)) * x);
  });
  const over = Math.max(0, total - orderSize);
  const under = Math.max(0, orderSize - total);
  return cost + lambdaOver * over * over + lambdaUnder * under * under;
}

/** All lattice splits 0 ≤ x ≤ size, whatever their sum, in lexicographic order. */
export function* latticeSplits(venues: (ReferenceVenue | null)[], step: number): Generator<number[]> {
  if (venues.length === 0) {
    yield [];
    return;
  }
  const [first, ...others] = venues;
  for (let x = 0; x <= (first?.size ?? 0); x += step) {
    for (const rest of latticeSplits(others, step)) yield [x, ...rest];
  }
}
