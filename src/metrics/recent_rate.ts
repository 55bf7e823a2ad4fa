/** How fast a count grows, lately. @module */

const MARK_MS = 1_000;
const MARKS = 10;

/**
 * The rate of a count over the last ten seconds or so, for whoever cannot compute it from two readings. It remembers
 * the count once a second, whenever it is told of it.
 *
 * @example
 * ```ts
 * import { RecentRate } from "./recent_rate.ts";
 * import { assertEquals } from "@std/assert";
 * const rate = new RecentRate(0);
 * rate.count(500, 1_000);
 * assertEquals(rate.perSecond(2_000), 250);
 * ```
 */
export class RecentRate {
  /** Moments and counts, the oldest first. */
  readonly #marks: { atMs: number; count: number }[];
  #count = 0;

  /** @param nowMs when the count is 0, by a clock that never goes back. */
  constructor(nowMs: number) {
    this.#marks = [{ atMs: nowMs, count: 0 }];
  }

  /** The count has come to `count`. */
  count(count: number, nowMs: number): void {
    this.#count = count;
    if (nowMs - this.#marks.at(-1)!.atMs < MARK_MS) return;
    this.#marks.push({ atMs: nowMs, count });
    if (this.#marks.length > MARKS + 1) this.#marks.shift();
  }

  /** Growth in a second; 0 before any time has passed. */
  perSecond(nowMs: number): number {
    const since = this.#marks.findLast(({ atMs }) => nowMs - atMs >= MARKS * MARK_MS) ?? this.#marks[0]!;
    const seconds = (nowMs - since.atMs) / 1_000;
    return seconds > 0 ? (this.#count - since.count) / seconds : 0;
  }
}
