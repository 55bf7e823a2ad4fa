/** The artefact of a trial back-test: its full type. @module */

import type { PARAMETERS } from "../model/parameters.ts";
import type { FeesReport } from "../report/fees.ts";
import type { RiskPenalties } from "./cost.ts";
import type { TrialParameter } from "./grid.ts";

/** The artefact: the trial's four keys first, then how they came about. Plain data, ready for JSON. */
export interface TrialArtefact {
  readonly best_parameters: ParametersReport;
  readonly optimized: CashReport;
  /** Empty where they were skipped, as are the savings on them. */
  readonly baselines: OfBaselines<CashReport>;
  /** Positive is better; `null` where quantities differ. */
  readonly savings_vs_baselines_bps: OfBaselines<number | null>;
  readonly schema_version: number;
  /** Whatever tells how the run can be repeated: version, source, digest, arguments. */
  readonly run: Readonly<Record<string, unknown>>;
  readonly order: OrderReport;
  readonly tape: SnapshotTapeReport;
  readonly fees: FeesReport;
  readonly search: GridReport;
  readonly strategies: { readonly router: TrialStrategyReport } & OfBaselines<TrialStrategyReport>;
  /** What a reader must know before believing the figures; often empty. */
  readonly warnings: readonly string[];
}

/** The trial's baselines, by the names that the artefact gives them. */
export type TrialBaseline = "best_ask" | "twap" | "vwap";

/** Something of each baseline; nothing where they were skipped. */
export type OfBaselines<T> = { readonly [Name in TrialBaseline]?: T };

/** A point by the trial's names, dollars. */
export type ParametersReport = {
  readonly [Name in TrialParameter as (typeof PARAMETERS)[Name]["key"]]: number;
};

/** The trial's two figures, dollars, all-in, and the penalties beside them. */
export interface CashReport {
  readonly total_cash: number;
  /** `null` where nothing was traded. */
  readonly avg_fill_px: number | null;
  readonly risk_penalties: RiskPenalties;
}

/** The one parent order. */
export interface OrderReport {
  readonly side: string;
  /** Shares. */
  readonly quantity: number;
  /** From when to when, RFC 3339 with nanoseconds. */
  readonly window: readonly [from: string, to: string];
  /** Mid of the first snapshot with both sides, dollars; `null` if none has. */
  readonly arrival_mid: number | null;
}

/** The tape, and the snapshots it makes. */
export interface SnapshotTapeReport {
  readonly symbol: string;
  readonly rows: number;
  /** Rows that could not be read. */
  readonly skipped_rows: number;
  readonly venues: readonly string[];
  /** Rows by kind of publisher, such as off-exchange. */
  readonly rows_of_no_venue: Readonly<Record<string, number>>;
  readonly snapshots: number;
  // Snapshots whose consolidated book is one-sided, locked (bid = ask), crossed (bid > ask).
  readonly one_sided_snapshots: number;
  readonly locked_snapshots: number;
  readonly crossed_snapshots: number;
}

/** What the search tried, and whether the parameters change anything. */
export interface GridReport {
  /** Points of the grid. */
  readonly points: number;
  /** Simulations: points that could not be told apart beforehand share one. */
  readonly simulations: number;
  readonly distinct_executions: number;
  /** Whether the parameters changed any fill at all. */
  readonly identified: boolean;
  /** The same in words. */
  readonly note: string;
}

/** The figures of one strategy: dollars, shares and basis points. */
export interface TrialStrategyReport {
  readonly schedule: string;
  readonly placement: string;
  /** What the strategy itself filled, shares. */
  readonly filled_quantity: number;
  /** What was crossed at the last touch in the end. */
  readonly residual: { readonly shares: number; readonly price: number | null };
  /** Shares that could not even be crossed. */
  readonly unfilled_quantity: number;
  readonly total_cash: number;
  readonly cash_before_fees: number;
  readonly fees: number;
  readonly avg_fill_px: number | null;
  readonly avg_px_before_fees: number | null;
  /** All-in, against the mid at arrival. */
  readonly shortfall_bps: number | null;
  /** What the router saved on this baseline; missing of the router itself. */
  readonly saving_bps?: number | null;
  /** Why there is no saving. */
  readonly saving_reason?: string;
  readonly fills: number;
  /** Snapshots that it saw until it was done. */
  readonly snapshots: number;
  readonly first_fill: string | null;
  readonly last_fill: string | null;
  readonly shares_by_venue: Readonly<Record<string, number>>;
  readonly risk_penalties: RiskPenalties;
}
