/** A comparison on a page: its cells, in whichever table. @module */

import type { VerdictCode } from "../../analysis/verdict.ts";
import type { Artefact, ComparisonReport } from "../schema.ts";
import { bps, count, figure, notAvailable, percent, savedBps } from "./figures.ts";
import { type Content, type Markup, markup, NOTHING } from "./markup.ts";
import type { Estimate } from "./plot.ts";

/** What the tuned strategy saved on another, by the other's name. */
export interface Comparison {
  readonly name: string;
  readonly report: ComparisonReport;
  /** `null` where no order could be compared. */
  readonly estimate: Estimate | null;
}

/** The comparisons of an artefact. */
export function comparisonsOf({ comparisons }: Pick<Artefact, "comparisons">): Comparison[] {
  return Object.entries(comparisons).map(([name, report]) => ({
    name,
    report,
    estimate: estimateOf(report),
  }));
}

function estimateOf({ saving_bps: value, confidence }: ComparisonReport): Estimate | null {
  if (value === null) return null;
  const interval = confidence?.interval_bps ?? null;
  return {
    value,
    interval: interval && [interval.lower, interval.upper],
    detectable: confidence?.detectable_bps ?? null,
  };
}

/** Verdicts in few words, and how good the news is. */
const VERDICTS: Readonly<Record<VerdictCode, readonly [words: string, style: string]>> = {
  "saves": ["routing saves", "good"],
  "costs": ["routing costs", "bad"],
  "timing": ["timing, not routing", "caution"],
  "mostly-drift": ["mostly drift", "caution"],
  "mostly-fees": ["mostly fees", "caution"],
  "fragile": ["fragile", "caution"],
  "in-sample": ["in sample only", "caution"],
  "barely-filled": ["barely filled", "unknown"],
  "one-venue": ["nothing to route", "unknown"],
  "not-measurable": ["not measurable", "unknown"],
  "too-many-left-out": ["not measurable", "unknown"],
  "same": ["no difference", "unknown"],
};

/** The verdict of a comparison in few words, and its style. */
export function verdictOf(
  { verdict, kind }: Pick<ComparisonReport, "verdict" | "kind">,
): readonly [words: string, style: string] {
  const [words, style] = VERDICTS[verdict.code];
  return [kind === "execution" ? words.replace("routing ", "") : words, style];
}

/** Comparisons that isolate routing, and those that do not. */
export function byKind(comparisons: readonly Comparison[]): { heading: string; rows: Comparison[] }[] {
  const kinds = Object.entries(KINDS).map(([kind, heading]) => ({
    heading,
    rows: comparisons.filter(({ report }) => report.kind === kind),
  }));
  return kinds.filter(({ rows }) => rows.length > 0);
}

const KINDS: Readonly<Record<ComparisonReport["kind"], string>> = {
  routing: "Routing: the same schedule, another placement",
  timing: "Timing: another schedule",
  execution: "Your router: all that it did, when, where and how",
};

/** A name, and the strategy that it stands for. */
export function nameCell(
  { name, report: { strategy } }: { name: string; report: { strategy: string } },
): Content {
  return strategy === name ? name : markup`${name} <span class="sub">${strategy}</span>`;
}

/** Basis points saved. */
export function savingCell({ saving_bps }: ComparisonReport): Markup {
  return figure(saving_bps, savedBps);
}

/** The 95 % interval, or why there is none, where the verdict does not say so too. */
export function intervalCell({ confidence, verdict }: ComparisonReport): Markup {
  const interval = confidence?.interval_bps ?? null;
  if (interval === null) {
    const reason = confidence?.reason ?? "";
    return notAvailable(verdict.text.includes(reason) ? null : reason);
  }
  return markup`${figure(interval.lower, savedBps)} to ${figure(interval.upper, savedBps)}`;
}

/** What a saving on a strategy has to be at least, to be found, as the gist of what is folded. */
export function detectableGist(name: string, detectableBps: number | null): string {
  return detectableBps === null ? "" : `detectable on ${name}: ${bps(detectableBps)} bps`;
}

/** The smallest saving that could have been detected. */
export function detectableCell({ confidence }: ComparisonReport): Markup {
  return figure(confidence?.detectable_bps, bps);
}

/** Independent horizons. */
export function horizonsCell({ confidence }: ComparisonReport): Markup {
  return figure(confidence?.n_eff, count);
}

/** The share of orders that gained. */
export function gainedCell({ by_order: orders }: ComparisonReport): Markup {
  const tied = orders?.tied_share ?? 0;
  const also = tied === 0 ? NOTHING : markup` <span class="sub">${figure(tied, percent)} tied</span>`;
  return markup`${figure(orders?.gained_share, percent)}${also}`;
}

/** How many orders were compared, and how many could not be. */
export function comparedCell({ orders_compared, orders_not_compared: left }: ComparisonReport): Markup {
  const also = left === 0 ? NOTHING : markup` <span class="sub">${figure(left, count)} not</span>`;
  return markup`${figure(orders_compared, count)}${also}`;
}
