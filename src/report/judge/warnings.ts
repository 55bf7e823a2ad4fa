/** What a reader of a judgement must know before believing the figures. @module */

import { counted } from "../../market/counted.ts";
import type { StrategyFigures } from "../../analysis/strategy_figures.ts";
import { FAIRLY_MATCHED } from "../../judge/clock.ts";
import type { Judgement } from "../../judge/judge.ts";
import { TRADES_ALONE } from "../../market/live_quotes.ts";
import { whyNothingRests } from "../../market/resting.ts";
import { tapeWarnings } from "../../market/tape_warnings.ts";
import { strategyText } from "../../strategy/strategy_name.ts";
import { figureWarnings, type WarningCode } from "../warnings.ts";
import type { JudgeWarningCode } from "./warning_codes.ts";

/** A warning, for programs and for people. */
interface JudgeWarning {
  readonly code: WarningCode | JudgeWarningCode;
  readonly text: string;
}

/** Names that a message shows. */
const MOST_NAMES = 5;

/**
 * What a reader must know; often nothing.
 *
 * @param figures of each strategy, by name.
 */
export function judgeWarnings(
  judgement: Judgement,
  figures: Readonly<Record<string, StrategyFigures>>,
): JudgeWarning[] {
  const { tape, venues } = judgement.market;
  return [
    ...tapeWarnings(tape, venues),
    ...orderWarnings(judgement),
    ...fillWarnings(judgement),
    ...restingWarnings(judgement),
    ...figureWarnings(figures),
  ];
}

/** Whose orders they are, and when. */
function* orderWarnings({ clock, orders }: Judgement): Generator<JudgeWarning> {
  if (clock.matchedShare < FAIRLY_MATCHED) {
    const matched = `${
      (100 * clock.matchedShare).toFixed(1)
    } % of the fills have a print of their own on the tape`;
    yield {
      code: "poorly-matched-clock",
      text:
        `${matched}: where a fill happened is uncertain, and the prints of the others count as other people's`,
    };
  }
  if (orders.derived) {
    yield {
      code: "derived-orders",
      text:
        "the parent orders were made from the fills: they begin with the first, so that what the wait before it cost is " +
        "not seen, and hold no share that was left unfilled; --parents gives them as they were",
    };
  }
  if (orders.outside.length > 0) {
    yield {
      code: "orders-outside-tape",
      text: `the tape does not cover ${some("order", orders.outside)}: left out`,
    };
  }
}

/** What is odd about the fills. */
function* fillWarnings({ view, fees, counts }: Judgement): Generator<JudgeWarning> {
  const times = (what: string): number => counts[what] ?? 0; // what did not happen is not there
  if (view.unknown.length > 0) {
    yield {
      code: "unknown-venues",
      text: `the tape does not have ${some("venue", view.unknown)} of ${
        counted(times("fills_at_unknown_venues"), "fill")
      }: measured against the other venues`,
    };
  }
  const beyond = times("prices_outside_the_days_range");
  if (beyond > 0) {
    yield {
      code: "prices-outside-range",
      text: `${
        counted(beyond, "fill is at a price", "fills are at prices")
      } that no quote or print of the day came to`,
    };
  }
  const inferred = times("kinds_inferred");
  if (inferred > 0) {
    yield {
      code: "inferred-kinds",
      text: `of ${
        counted(inferred, "fill")
      } it is not told whether it took or rested: on the far side of the mid it counts as taken`,
    };
  }
  const [charged, differing] = fees.reduce(
    ([fills, others], each) => [fills + each.fills, others + each.differing],
    [0, 0],
  );
  if (differing > 0) {
    yield {
      code: "fees-charged-otherwise",
      text: `${differing} of ${
        counted(charged, "fill")
      } paid another fee than the schedule has: see fees_charged`,
    };
  }
  const unknownBusts = times("busts_of_unknown_executions");
  if (unknownBusts > 0) {
    yield {
      code: "odd-reports",
      text: `${
        counted(unknownBusts, "bust is of an execution", "busts are of executions")
      } that the log does not hold`,
    };
  }
}

function* restingWarnings({ market, leftOut }: Judgement): Generator<JudgeWarning> {
  if (leftOut.length === 0) return;
  const why = whyNothingRests(market) ?? TRADES_ALONE;
  const names = leftOut.map(strategyText).join(", ");
  yield { code: "nothing-can-rest", text: `nothing can rest, as ${why}: ${names} is not compared` };
}

/** `order P1` or `3 orders (P1, P2, P3)`. */
function some(what: string, names: readonly string[]): string {
  if (names.length === 1) return `${what} ${names[0]}`;
  const shown = names.slice(0, MOST_NAMES).join(", ");
  return `${names.length} ${what}s (${shown}${names.length > MOST_NAMES ? ", …" : ""})`;
}
