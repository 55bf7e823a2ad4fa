/** What a long search will cost, told once the first simulations tell. @module */

import { type Progress, roughTime } from "./progress.ts";

/** When the first simulations tell how long all will take, and from when on that is long. */
const ESTIMATED_AFTER_SECONDS = 8;
const LONG_SECONDS = 120;
/** Points on an axis of a quick grid. */
const QUICK_GRID = 3;

/** A search, as far as its cost depends on it. */
interface Searched {
  /** Points that it tries. */
  readonly points: number;
  /** Axes that they lie on. */
  readonly axes: number;
  /** Whether they are those of a grid, which may have fewer. */
  readonly isGrid: boolean;
  readonly checkpoint: string | undefined;
}

/** Shows how far a search is, and tells once what it will take if that is long, and what is quicker. */
export function searchProgress(
  progress: Progress,
  { points, axes, isGrid, checkpoint }: Searched,
): (simulated: number, total: number) => void {
  const startedMs = performance.now();
  let isToTell = true;
  return (simulated, total) => {
    const elapsed = (performance.now() - startedMs) / 1000;
    if (isToTell && simulated > 0 && elapsed >= ESTIMATED_AFTER_SECONDS) {
      isToTell = false;
      const seconds = elapsed * total / simulated;
      if (seconds >= LONG_SECONDS) progress.tell(costText(total, seconds));
    }
    progress.show(simulated, total, "simulations");
  };

  function costText(total: number, seconds: number): string {
    const quick = isGrid ? QUICK_GRID ** axes : points;
    const hints = [
      ...quick < points ? [`--grid ${QUICK_GRID} takes about ${roughTime(seconds * quick / points)}`] : [],
      ...checkpoint === undefined ? ["with --checkpoint FILE it can be interrupted and goes on later"] : [],
    ];
    return [`${total.toLocaleString("en")} simulations, about ${roughTime(seconds)}`, ...hints].join("; ");
  }
}
