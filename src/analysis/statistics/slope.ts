/** How one figure goes with another, and what each group of points does to that. @module */

/** The slope of a line through points, and between which it lies with any one group of them left out. */
interface GroupedSlope {
  /** `null` where all x are the same. */
  readonly slope: number | null;
  /** One for each group, those left out where the others' x are all the same. */
  readonly without: readonly number[];
}

/** Weighted sums of points about the mean of x. */
interface Sums {
  weight: number;
  x: number;
  y: number;
  xx: number;
  xy: number;
}

/**
 * The slope by weighted least squares, and the slopes with each group of points left out in turn.
 *
 * @param weights one a point, positive.
 * @param groupings names of the points' groups, one a point: each grouping on its own.
 *
 * @example
 * ```ts
 * import { slopeByGroup } from "./slope.ts";
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * const { slope, without } = slopeByGroup([1, 2, 4], [3, 5, 9], [1, 7, 2], [["a", "b", "b"]]);
 * assertAlmostEquals(slope!, 2);
 * assertEquals(without.length, 1); // of b alone: a alone has no slope
 * ```
 */
export function slopeByGroup(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  weights: ArrayLike<number>,
  groupings: readonly (readonly string[])[] = [],
): GroupedSlope {
  let [weight, sum] = [0, 0];
  for (let i = 0; i < x.length; i++) {
    weight += weights[i]!;
    sum += weights[i]! * x[i]!;
  }
  const middle = sum / weight;
  const add = (sums: Sums, i: number): void => {
    const [w, away] = [weights[i]!, x[i]! - middle];
    sums.weight += w;
    sums.x += w * away;
    sums.y += w * y[i]!;
    sums.xx += w * away * away;
    sums.xy += w * away * y[i]!;
  };
  const all = none();
  for (let i = 0; i < x.length; i++) add(all, i);
  const without = groupings.flatMap((names) => {
    const groups = new Map<string, Sums>();
    for (const [i, name] of names.entries()) {
      if (!groups.has(name)) groups.set(name, none());
      add(groups.get(name)!, i);
    }
    return [...groups.values()].flatMap((group) => slopeOf(less(all, group), all.xx) ?? []);
  });
  return { slope: slopeOf(all, all.xx), without };
}

function none(): Sums {
  return { weight: 0, x: 0, y: 0, xx: 0, xy: 0 };
}

function less(all: Sums, group: Sums): Sums {
  return {
    weight: all.weight - group.weight,
    x: all.x - group.x,
    y: all.y - group.y,
    xx: all.xx - group.xx,
    xy: all.xy - group.xy,
  };
}

/** Squares this small beside those of all points are none but for rounding. */
const NEGLIGIBLE = 1e-9;

function slopeOf({ weight, x, y, xx, xy }: Sums, scale: number): number | null {
  const squares = xx - x * x / weight;
  return squares > NEGLIGIBLE * scale ? (xy - x * y / weight) / squares : null;
}
