/** A back-test by the trial's rules: a question and a tape give an outcome. @module */

import type { ParentOrder } from "../execution/parent_order.ts";
import type { Side } from "../market/side.ts";
import type { Tape } from "../market/tape.ts";
import { boundOffsetNs, type TimeBound } from "../market/time.ts";
import { gridFault } from "../search/grid.ts";
import { type Lend, lendThisThread } from "../search/lend.ts";
import { nameOf, refusal } from "../search/question_error.ts";
import { checkSlices } from "../search/slices.ts";
import { bestQuote } from "./best_quote.ts";
import { pointCount, type TrialAxes, type TrialPoint } from "./grid.ts";
import { immediate } from "./immediate.ts";
import { type SnapshotMarket, type SnapshotSurvey, surveySnapshots } from "./market.ts";
import type { NamedExecution, TrialOutcome } from "./outcome.ts";
import { pointsOf } from "./points.ts";
import {
  executionKey,
  type RouterSetup,
  routeTrial,
  type TrialEvaluation,
  trialMarket,
  type TrialRules,
  type TrialSetup,
} from "./router.ts";
import type { OfBaselines } from "./schema.ts";
import type { TrialSchedule } from "./schedule.ts";
import { searchGrid, type TrialSearchResult } from "./search.ts";
import { simulateSnapshots } from "./simulator.ts";
import { twap } from "./twap.ts";
import { vwap } from "./vwap.ts";
import { displayedProfile, vwapHindsight } from "./vwap_hindsight.ts";

/** What is asked of a back-test by the trial's rules: plain data. */
export interface TrialQuestion {
  readonly order: TrialOrder;
  readonly router: RouterSetup;
  readonly rules: TrialRules;
  readonly baselines: BaselineSetup;
  readonly search: { readonly axes: TrialAxes };
}

/** One order, over the whole tape. */
interface TrialOrder {
  readonly side: Side;
  /** Shares. */
  readonly quantity: number;
  /**
   * When the order ends, where the snapshots are not limited.
   *
   * @default the last snapshot
   */
  readonly to?: TimeBound | undefined;
}

/** What the router is compared with. */
interface BaselineSetup {
  /** Length of a slice of TWAP and VWAP, ns. */
  readonly intervalNs: number;
  /** What VWAP knows: the past, or as published the whole window. */
  readonly vwapProfile: "trailing" | "hindsight";
  /**
   * Whether to run the router alone.
   *
   * @default false
   */
  readonly skip?: boolean;
}

/** Who does the work, and who hears how far it is. */
interface TrialBacktestOptions {
  /** @default this thread, without a checkpoint */
  readonly lend?: Lend<TrialPoint, TrialEvaluation, TrialEvaluation>;
  /** Told of the search's simulations done, of how many. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Checks what needs no tape.
 *
 * @throws {QuestionError} if the grid has too many points to try.
 */
export function checkTrialQuestion({ search }: Pick<TrialQuestion, "search">): void {
  const fault = gridFault(pointCount(search.axes));
  if (fault !== undefined) throw refusal`${nameOf("search.axes")}: ${fault}`;
}

/**
 * Works one order over a tape by the router, at every point of the grid, and by the baselines.
 *
 * @param tape sorted by `ts_event`.
 * @throws {QuestionError} if the question cannot be answered, by itself or on this tape.
 * @throws {RangeError} if the tape has no venue or no snapshot.
 *
 * @example
 * ```ts
 * import { runTrialBacktest, type TrialQuestion } from "./backtest.ts";
 * import { trialAxes } from "./grid.ts";
 * import { BUY } from "../market/side.ts";
 * import { sortByEventTime } from "../market/tape.ts";
 * import { generateTape } from "../source/generated.ts";
 * import { assertEquals } from "@std/assert";
 * const question: TrialQuestion = {
 *   order: { side: BUY, quantity: 500 },
 *   router: { allocator: "exact", step: 100, infeasible: "wait" },
 *   rules: { fees: { kind: "flat", takeDollars: 0.003, addDollars: -0.002 }, snapshots: {} },
 *   baselines: { intervalNs: 60e9, vwapProfile: "trailing" },
 *   search: { axes: trialAxes(5) },
 * };
 * const tape = sortByEventTime(generateTape({ durationSeconds: 60 }));
 * const { search, optimised } = await runTrialBacktest(tape, question);
 * assertEquals([search.points, search.identified], [125, false]);
 * assertEquals(optimised.execution.fills.sharesFilled, 500);
 * ```
 */
export async function runTrialBacktest(
  tape: Tape,
  question: TrialQuestion,
  options: TrialBacktestOptions = {},
): Promise<TrialOutcome> {
  checkTrialQuestion(question);
  const { rules, router, baselines } = question;
  const market = trialMarket(tape, rules);
  const survey = surveySnapshots(market);
  const order = orderOf(question, tape, survey);
  checkSlices(nameOf("baselines.intervalNs"), baselines.intervalNs, order.endNs - order.startNs, "window");
  const setup: TrialSetup = { rules, order, router };
  const search = await searchRouter(tape, setup, question.search.axes, options);
  const optimised = {
    schedule: immediate.name,
    placement: `static-split (${router.allocator})`,
    execution: routeTrial(market, setup, search.best),
  };
  return { market, survey, order, search, optimised, baselines: runBaselines(market, order, baselines) };
}

/** The order starts at the first snapshot and lives to the end asked for, else to the last snapshot. */
function orderOf({ order, rules }: TrialQuestion, tape: Tape, survey: SnapshotSurvey): ParentOrder {
  const { side, quantity, to } = order;
  const isLimited = (rules.snapshots.limit ?? Infinity) < Infinity;
  const endNs = to === undefined || isLimited ? survey.lastNs : boundOffsetNs(to, tape.originNs);
  return { side, quantity, startNs: survey.firstNs, endNs };
}

function searchRouter(
  { columns, originNs }: Tape,
  setup: TrialSetup,
  axes: TrialAxes,
  { lend = lendThisThread, onProgress }: TrialBacktestOptions,
): Promise<TrialSearchResult> {
  const { order: { side }, router: { allocator } } = setup;
  const keyOf = (point: TrialPoint): string => executionKey(allocator, point);
  return lend(
    pointsOf({ columns, originNs, setup }),
    (evaluate, checkpoint) => searchGrid({ axes, side, keyOf, evaluate, checkpoint, onProgress }),
  );
}

function runBaselines(
  market: SnapshotMarket,
  order: ParentOrder,
  { intervalNs, vwapProfile, skip = false }: BaselineSetup,
): OfBaselines<NamedExecution> {
  if (skip) return {};
  const volume = vwapProfile === "trailing"
    ? vwap(intervalNs)
    : vwapHindsight(intervalNs, displayedProfile(market, order, intervalNs));
  const run = (schedule: TrialSchedule): NamedExecution => ({
    schedule: schedule.name,
    placement: bestQuote.name,
    execution: simulateSnapshots(market, order, { schedule, placement: bestQuote }),
  });
  return { best_ask: run(immediate), twap: run(twap(intervalNs)), vwap: run(volume) };
}
