/** What a back-test found. @module */

import type { FillMark } from "../analysis/fill_marks.ts";
import type { ResidualRule } from "../analysis/paired_saving.ts";
import type { MeanInterval } from "../analysis/statistics/confidence.ts";
import type { TouchPath } from "../analysis/touch_path.ts";
import type { Market } from "../execution/market.ts";
import type { LabResult, Measures } from "./lab.ts";
import type { Axis, SearchSettings } from "./parameters.ts";
import type { ParentOrders } from "../execution/parent_orders.ts";
import type { StrategyName } from "../strategy/strategy_name.ts";

/** A session that orders were kept to. */
export interface SessionKept {
  /** As it is written: `regular`, `all` or hours. */
  readonly text: string;
  /** Whether it is certain that no order lies on a holiday, or behind the close of a half day. */
  readonly holidaysKnown: boolean;
}

/** All that a back-test under market rules found. */
export interface Outcome {
  /** The tape, as orders meet it. */
  readonly market: Market;
  /** The orders that were worked. */
  readonly parentOrders: ParentOrders;
  /** The parameters that were searched. */
  readonly axes: readonly Axis[];
  /** How they were searched. */
  readonly settings: SearchSettings;
  /** Parts of the time; with one, all orders were tuned on and scored. */
  readonly folds: number;
  /** What became of what was left at the horizon. */
  readonly residual: ResidualRule;
  /** Whether another strategy stood in for the usual one, as nothing can rest on this tape. */
  readonly usualReplaced: boolean;
  /** Strategies that the measured one is usually compared with, left out as nothing can rest on this tape. */
  readonly leftOut: readonly StrategyName[];
  /** The session that orders were kept to. */
  readonly session: SessionKept;
  /** What was measured. */
  readonly lab: LabResult;
  /** The same strategies under other fees, by the name of the fees. */
  readonly whatIf: Readonly<Record<string, Measures>>;
  /** Name of the strategy that the verdict compares with. @default the best quote under the same schedule */
  readonly primary?: string | undefined;
  /** What set-ups as good as this one saved on that strategy, where they were asked for. */
  readonly stability?: readonly StabilityFinding[] | undefined;
  /** Orders that are worth a look from near, where they were asked for. */
  readonly shown?: readonly ShownOrder[] | undefined;
}

/** An order seen from near: the market meanwhile, and what every strategy filled. */
export interface ShownOrder {
  /** Number of the parent order, from 0. */
  readonly order: number;
  /** What the main comparison saved on it; `null` where it cannot be compared. */
  readonly savingBps: number | null;
  /** The same in dollars. */
  readonly savedDollars: number | null;
  /** The live touch from its start to its end. */
  readonly path: TouchPath;
  /** By strategy; the tuned one is `router`. */
  readonly fills: Readonly<Record<string, readonly FillMark[]>>;
}

/** What a set-up as good as the back-test's own came to. */
export interface StabilityFinding {
  /** How it differs. */
  readonly variant: string;
  /** All-in, basis points; `null` where it cannot be told. */
  readonly savingBps: number | null;
  /** 95 %. */
  readonly interval: MeanInterval | null;
  /** Why there is no saving, or no interval. */
  readonly reason?: string | undefined;
}
