import type { Field } from "./field.ts";
import { bps, count, exact, figure, notAvailable, percent, savedBps } from "./figures.ts";
import { type Content, type Markup, markup, NOTHING } from "./markup.ts";
import type { Estimate } from "./plot.ts";
import type { Group } from "./table.ts";

/** What the tuned strategy saved on another, as the artefact has it. */
export interface Comparison {
  readonly name: string;
  readonly field: Field;
  readonly isRouting: boolean;
  /** `null` where no order could be compared. */
  readonly estimate: Estimate | null;
}

/** The comparisons of an artefact under market rules. */
export function comparisonsOf(artefact: Field): Comparison[] {
  return artefact.at("comparisons").entries().map(([name, field]) => ({
    name,
    field,
    isRouting: field.at("kind").text() === "routing",
    estimate: estimateOf(field),
  }));
}

function estimateOf(comparison: Field): Estimate | null {
  const value = comparison.at("saving_bps").number();
  if (value === null) return null;
  const [lower, upper] = ["lower", "upper"].map((end) =>
    comparison.at("confidence", "interval_bps", end).number()
  ) as [number | null, number | null];
  return {
    value,
    interval: lower === null || upper === null ? null : [lower, upper],
    detectable: comparison.at("confidence", "detectable_bps").number(),
  };
}

/** The comparison that the artefact's verdict is about; `undefined` if that is none of them. */
export function mainComparison(artefact: Field, comparisons: readonly Comparison[]): Comparison | undefined {
  const verdict = artefact.at("verdict").text();
  return comparisons.find(({ name, field }) =>
    verdict === `Against ${name}: ${field.at("verdict", "text").text()}`
  );
}

/** Verdicts in few words, and how good the news is. */
const VERDICTS: Readonly<Record<string, readonly [words: string, style: string]>> = {
  "routing-saves": ["routing saves", "good"],
  "routing-costs": ["routing costs", "bad"],
  "timing": ["timing, not routing", "caution"],
  "mostly-drift": ["mostly drift", "caution"],
  "not-measurable": ["not measurable", "unknown"],
  "same": ["no difference", "unknown"],
};

/** The verdict of a comparison in few words, and its style. */
export function verdictOf(comparison: Field | undefined): readonly [words: string, style: string] {
  const code = comparison?.at("verdict", "code").text() ?? "";
  return Object.hasOwn(VERDICTS, code) ? VERDICTS[code]! : [code, "unknown"];
}

/** Comparisons that isolate routing, and those that do not. */
export function byKind(comparisons: readonly Comparison[]): Group<Comparison>[] {
  return [
    {
      heading: "Routing: the same schedule, another placement",
      rows: comparisons.filter(({ isRouting }) => isRouting),
    },
    { heading: "Timing: another schedule", rows: comparisons.filter(({ isRouting }) => !isRouting) },
  ];
}

/** The name of what was compared with, and its strategy. */
export function nameCell({ name, field }: Pick<Comparison, "name" | "field">): Content {
  const strategy = field.at("strategy").text();
  return strategy === null || strategy === name ? name : markup`${name} <span class="sub">${strategy}</span>`;
}

/** Basis points saved. */
export function savingCell(comparison: Field): Markup {
  return figure(comparison.at("saving_bps"), savedBps);
}

/** The 95 % interval, or why there is none, where the verdict does not say so too. */
export function intervalCell(comparison: Field): Markup {
  const confidence = comparison.at("confidence");
  const [lower, upper] = [confidence.at("interval_bps", "lower"), confidence.at("interval_bps", "upper")];
  if (lower.isMissing || upper.isMissing) {
    const reason = confidence.at("reason").text();
    const isSaid = reason !== null && comparison.at("verdict", "text").text()?.includes(reason) === true;
    return notAvailable(isSaid ? null : reason);
  }
  return markup`${figure(lower, savedBps)} to ${figure(upper, savedBps)}`;
}

/** The smallest saving that could have been detected. */
export function detectableCell(comparison: Field): Markup {
  return figure(comparison.at("confidence", "detectable_bps"), bps);
}

/** The share of orders that gained. */
export function gainedCell(comparison: Field): Markup {
  const tied = comparison.at("by_order", "tied_share").number() ?? 0;
  const also = tied === 0 ? NOTHING : markup` <span class="sub">${exact(tied, percent)} tied</span>`;
  return markup`${figure(comparison.at("by_order", "gained_share"), percent)}${also}`;
}

/** How many orders were compared, and how many could not be. */
export function comparedCell(comparison: Field): Markup {
  const left = comparison.at("orders_not_compared").number() ?? 0;
  const also = left === 0 ? NOTHING : markup` <span class="sub">${exact(left, count)} not</span>`;
  return markup`${figure(comparison.at("orders_compared"), count)}${also}`;
}
