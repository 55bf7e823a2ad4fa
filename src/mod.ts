/**
 * sorlab as a library: a tape, a question, an outcome.
 *
 * @example
 * ```ts
 * import { generateTape, pairSavings, runBacktest } from "./mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const tape = generateTape({ seed: 7, durationSeconds: 120 });
 * const { lab } = await runBacktest(tape, {
 *   orders: { count: 6, sides: "both", size: { kind: "shares", shares: 300 }, horizonNs: 20e9 },
 *   strategy: { name: { schedule: "twap", placement: "static-relative" }, intervalNs: 5e9 },
 *   search: { levels: 3, folds: 3 },
 * });
 * const { bps } = pairSavings(lab.tuned.orders, lab.others["twap"]!.orders, "cross");
 * assertEquals(bps.length, 4); // the savings of the orders that were scored
 * ```
 *
 * @module
 */

// Tapes.
export { openTape } from "./source/open_tape.ts";
export type { ReadOptions } from "./source/tape_reader.ts";
export { builtInLayout, layoutOf } from "./source/layouts/builtin.ts";
export type { ForeignLayout, Target, TimeLayout } from "./source/layouts/layout_file.ts";
export { NOTE_NAMES, type NoteName, type TapeNotes } from "./market/tape_notes.ts";
export type { TapeSelection } from "./source/row_selection.ts";
export { DataError, type DataPlace } from "./market/data_error.ts";
export { type GenerateOptions, generateTape } from "./source/generated.ts";
export {
  Tape,
  TapeBuilder,
  type TapeColumns,
  type TapeOptions,
  type TapeOrder,
  type WritableColumns,
} from "./market/tape.ts";
export type { TapeDepth } from "./market/tape_depth.ts";
export type { TimeBound } from "./market/time.ts";
export type { TimeUnit } from "./source/time_unit.ts";
export type { Feed } from "./market/venues.ts";

// Questions.
export {
  type Asked,
  type CompleteQuestion,
  DEFAULTS,
  type Latencies,
  type OrdersQuestion,
  type Question,
  type QuotesQuestion,
  type RulesQuestion,
  type SearchQuestion,
  type Setting,
  type StrategyQuestion,
} from "./backtest/question.ts";
export { QuestionError, type SettingName } from "./search/question_error.ts";
export { type Plan, planBacktest, type StrategyPlan } from "./backtest/plan.ts";
export type { ResidualRule } from "./analysis/paired_saving.ts";
export type { FeeChoice } from "./execution/fee_choice.ts";
export type { OrderSize } from "./execution/parent_orders.ts";
export type { QueueName } from "./execution/queue/models.ts";
export { type Parameter, type ParameterName, PARAMETERS } from "./model/parameters.ts";
export type { ProposerName } from "./search/proposer/proposer.ts";
export type { PlacementName, ScheduleName, StrategySettings } from "./strategy/strategies.ts";
export { parseNamed, parseStrategy, type StrategyName, strategyText } from "./strategy/strategy_name.ts";
export type { ContKukanovOptions } from "./strategy/placement/cont_kukanov/placement.ts";

// Routers of one's own: the default export of a module, and what becomes of it.
export type {
  DeclaredParameter,
  ParameterValues,
  RouterDecision,
  RouterPlacement,
  RouterSchedule,
} from "./strategy/external/interface.ts";
export type { PastMarket } from "./strategy/external/past_market.ts";
export { type FaultPlace, RouterFault } from "./strategy/external/fault.ts";
export type {
  ModuleRouter,
  ModuleSource,
  NamedRouter,
  OwnRouter,
  PlacementTraits,
  ProgramRouter,
  StrategyPart,
} from "./strategy/external/router.ts";
export { type OpenOptions, openStrategy } from "./strategy/open_strategy.ts";

// Back-tests.
export { type BacktestOptions, runBacktest } from "./backtest/run.ts";
export { type OrderFills, withFills } from "./backtest/fills.ts";
export { withShownOrders } from "./backtest/shown_orders.ts";
export { type StabilityOptions, type Variant, VARIANTS, withStability } from "./backtest/stability.ts";
export { type LendSimulations, lendWorkers } from "./backtest/evaluator.ts";
export { type Lend, lendThisThread, type LentSearch } from "./search/lend.ts";
export { learnProfile, type LearntProfile } from "./backtest/profile.ts";
export type { VolumeProfile } from "./strategy/schedule/volume_profile.ts";
export type { Checkpoint } from "./search/checkpoint.ts";
export type { StoredSegment } from "./search/cost_table.ts";
export type { SimulationJob } from "./search/simulation_job.ts";
export type { TapeData } from "./search/tape_data.ts";
export type { OrderRunSetup, SimulationResult, SimulationTask } from "./search/order_run.ts";
export type { Confinement, Evaluate, OnResult, Work, WorkerPermissions } from "./search/pool.ts";

export type { OpenCall } from "./strategy/external/watch.ts";

// Outcomes.
export type { Outcome, SessionKept, ShownOrder, StabilityFinding } from "./search/outcome.ts";
export type { MeanInterval } from "./analysis/statistics/confidence.ts";
export type { LabResult, Measured, Measures } from "./search/lab.ts";
export type { Fold } from "./search/folds.ts";
export type { Identifiability, ParameterIdentifiability, Range } from "./search/identifiability.ts";
export type { Axis, SearchSettings } from "./search/parameters.ts";
export type { Stop } from "./search/proposer/proposer.ts";
export type { Tried, Tuned } from "./search/tune.ts";
export type { Scored, TunedFold, Walked } from "./search/walk_forward.ts";
export type { Point } from "./model/point.ts";
export {
  type ComparedOrder,
  type PairedSavings,
  pairFamily,
  pairSavings,
  UNCOMPARED,
  type UncomparedCode,
} from "./analysis/paired_saving.ts";
export type { OrderMeasure } from "./analysis/order_measure.ts";
export {
  type Attribution,
  type AttributionBps,
  type Part,
  PARTS,
  type Parts,
} from "./analysis/attribution.ts";
export type { IntervalBenchmarks } from "./analysis/benchmarks.ts";
export type { ExecutionCost } from "./analysis/cost.ts";
export type { FillMark } from "./analysis/fill_marks.ts";
export type { TouchPath } from "./analysis/touch_path.ts";
export type { FillFacts, FillFigures, FillPart } from "./analysis/fill_figures.ts";
export type { FillBreakdown, SharesByKind, VenueFills } from "./analysis/fill_breakdown.ts";
export type { HalfUnits } from "./analysis/half_units.ts";
export type { Markout } from "./analysis/markouts.ts";
export type { Spreads } from "./analysis/spreads.ts";
export type { WeightedMean } from "./analysis/weighted_mean.ts";

// A router's own fills.
export { judge, type JudgeInput, type Judgement, type JudgeOptions } from "./judge/judge.ts";
export { readFills } from "./judge/read/fills.ts";
export { type ParentRow, readParents } from "./judge/read/parents.ts";
export { type ChildOrder, readChildOrders } from "./judge/read/child_orders.ts";
export type { FillsOptions } from "./judge/read/fills_table.ts";
export type { TableLayout } from "./judge/read/table_layout.ts";
export { type Fill, Fills, type FillsRead, type ReadCounts } from "./judge/fills.ts";
export { Names, UNNAMED } from "./judge/names.ts";
export { CROSSED, RESTED, TAKEN } from "./execution/fill_log.ts";
export { UNTOLD } from "./judge/read/fields.ts";
export { NO_PRINT } from "./judge/clock.ts";
export type { VenueView } from "./judge/venue_view.ts";
export type { ClockMatch } from "./judge/clock.ts";
export type { JudgedOrder, JudgedOrders } from "./judge/judged_orders.ts";
export type { MoneySpent } from "./judge/money_trail.ts";
export type { FeeComparison } from "./judge/fee_check.ts";
export type { WorstOrder } from "./judge/worst_orders.ts";
export type {
  ExecutionCell,
  ExecutionQuality,
  PriceImprovement,
  ThroughTouch,
} from "./judge/best_execution.ts";
export type { Belief, BeliefFigures, BeliefGroup } from "./judge/belief.ts";
export type { Calibration, CalibrationErrors } from "./judge/calibration.ts";
export { NOT_SIMULATED, type NotSimulated } from "./judge/child_simulation.ts";
export {
  type Comparison,
  COMPARISON_KINDS,
  type ComparisonKind,
  type FoldSavings,
  type PooledSaving,
  type SavingsByOrder,
  type SideSaving,
} from "./search/comparison.ts";
export { type Verdict, VERDICT_CODES, type VerdictCode } from "./analysis/verdict.ts";
export { type Confidence, NO_INTERVAL_CODES, type NoIntervalCode } from "./analysis/statistics/confidence.ts";

// What a schedule and a placement are, and the market that they see.
export type {
  ChildOrders,
  Decision,
  NearQuotes,
  Placement,
  Schedule,
  SlicePlan,
  Strategy,
} from "./execution/strategy.ts";
export type { LatencyNs } from "./execution/latency.ts";
export type { FeesUsed } from "./execution/fees_used.ts";
export type { Market, MarketOptions } from "./execution/market.ts";
export type { Offers } from "./execution/offers.ts";
export type { ParentOrder } from "./execution/parent_order.ts";
export type { OrderLimit, ParentOrders } from "./execution/parent_orders.ts";
export type { LiveQuoteOptions, LiveQuotes, QuoteSurvey } from "./market/live_quotes.ts";
export type { Displayed } from "./market/live_quotes/rows.ts";
export type { Reference, Touch } from "./market/live_quotes/touch_log.ts";
export type { Volume } from "./market/live_quotes/volume.ts";
export type { PublisherKind } from "./market/publishers.ts";
export type { Side } from "./market/side.ts";
export type { TimeWindow } from "./market/time_windows.ts";
export type { Venues } from "./market/venues.ts";

// The model of Cont and Kukanov.
export { type SolveOptions, Solver } from "./model/cont_kukanov/solver.ts";
export type { MarketTerms, Penalties, Terms } from "./model/cont_kukanov/model.ts";
export type { MarketProblem, Problem, SampleMean } from "./model/cont_kukanov/sample_mean.ts";
export type { Slopes } from "./model/cont_kukanov/slopes.ts";
export type { TakingLadder } from "./model/cont_kukanov/taking_ladder.ts";
