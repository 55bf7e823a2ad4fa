/** The trial's artefact as a page. @module */

import { LEAST_FILLED } from "../analysis/verdict.ts";
import {
  bps,
  cash,
  count,
  dayOf,
  figure,
  price,
  savedBps,
  timeOfDay,
  timeWindow,
} from "../report/html/figures.ts";
import { type Content, markup, NOTHING } from "../report/html/markup.ts";
import { foldedSection, type Page, type Section, section, type Verdict } from "../report/html/page.ts";
import { axis, barMarks, rowPlot } from "../report/html/plot.ts";
import { commonTapeFacts, feesSection, repeatSection } from "../report/html/run_sections.ts";
import { scaleOf } from "../report/html/scale.ts";
import { type Column, facts, plainTable, unit } from "../report/html/table.ts";
import { bestParameters } from "../report/html/tuning_section.ts";
import { venueShares } from "../report/html/venues.ts";
import type { CashReport, TrialArtefact, TrialBaseline, TrialStrategyReport } from "./schema.ts";

/** A baseline or the router. */
interface Strategy {
  readonly name: string;
  readonly report: TrialStrategyReport;
}

/** A baseline, and what the router saved on it. */
interface Baseline {
  readonly name: TrialBaseline;
  readonly report: CashReport;
  readonly saving: number | null;
  /** Whether both filled so much by themselves that there is a saving to speak of. */
  readonly isFilled: boolean;
}

/** The page of a back-test by trial rules. */
export function trialPage(artefact: TrialArtefact): Page {
  const { order, tape, run } = artefact;
  const strategies = Object.entries(artefact.strategies).map(([name, report]) => ({ name, report }));
  const filled = strategies.map(({ name, report }) => ({
    name,
    byVenue: Object.entries(report.shares_by_venue),
  }));
  return {
    title: `The router on ${tape.symbol} ${dayOf(order.window[0])}`.trim(),
    subtitle: markup`Trial rules: ${order.side} ${figure(order.quantity, count)} shares, ${
      timeWindow(order.window)
    }`,
    verdict: keysPanel(artefact),
    warned: artefact,
    rows: [
      [searchSection(artefact)],
      [section(
        "strategies",
        "Strategies",
        markup`<p>The cost is the all-in implementation shortfall against the mid at arrival; less is better.</p>
${plainTable({ caption: "What each filled, and for how much", columns: CASH, rows: strategies })}${
          plainTable({ caption: "How each was filled", columns: FILLS, rows: strategies })
        }${venueShares(tape.venues, filled)}`,
      )],
      [orderSection(artefact), tapeFacts(artefact), feesSection(artefact), repeatSection(run)],
    ],
  };
}

/** The trial's keys: what was paid, and what that saved on each baseline. */
function keysPanel(artefact: TrialArtefact): Verdict {
  const { optimized, strategies } = artefact;
  const baselines = baselinesOf(artefact);
  const scale = scaleOf(baselines.map(({ saving, isFilled }) => isFilled && saving !== null ? saving : 0));
  const plot: Column<Baseline> = {
    heading: unit("saving", "bps; right is better"),
    kind: "plot",
    cell: ({ name, saving, isFilled }) => {
      if (saving === null || !isFilled) return NOTHING;
      return rowPlot(`Saving on ${name}: ${savedBps(saving)} bps`, scale, barMarks(saving, scale));
    },
    foot: axis(scale, "bps"),
  };
  const columns: Column<Baseline>[] = [
    { heading: "saving on", kind: "text", cell: ({ name }) => name },
    {
      heading: unit("saving", "bps"),
      kind: "number",
      cell: ({ name, saving, isFilled }) =>
        markup`${figure(saving, savedBps, strategies[name]?.saving_reason)}${
          isFilled ? NOTHING : markup`<span class="why">the price of one moment</span>`
        }`,
    },
    ...(baselines.some(({ isFilled }) => isFilled) ? [plot] : []),
    ...KEYS,
  ];
  const table = baselines.length === 0
    ? markup`<p>No baseline was run.</p>`
    : plainTable({ caption: "The router against the baselines", columns, rows: baselines });
  return {
    label: "Result",
    style: "unknown",
    body: markup`<p class="words">${headline(artefact, baselines)}</p>
<p>One order on one path: there is no interval, so that nothing tells skill from luck. Market rules measure many.</p>
${
      facts([
        ["router, total cash, $", figure(optimized.total_cash, cash)],
        ["router, average price, $", figure(optimized.avg_fill_px, price)],
      ])
    }${table}`,
  };
}

function baselinesOf(artefact: TrialArtefact): Baseline[] {
  const { baselines, savings_vs_baselines_bps: savings } = artefact;
  const entries = Object.entries(baselines) as [TrialBaseline, CashReport][];
  return entries.map(([name, report]) => ({
    name,
    report,
    saving: savings[name] ?? null,
    isFilled: filledItself(artefact, "router") && filledItself(artefact, name),
  }));
}

/** Whether a strategy filled at least half: the price of what was crossed at the end is that of one moment. */
function filledItself(
  { strategies, order }: TrialArtefact,
  name: keyof TrialArtefact["strategies"],
): boolean {
  return (strategies[name]?.filled_quantity ?? order.quantity) >= LEAST_FILLED * order.quantity;
}

function headline(artefact: TrialArtefact, baselines: readonly Baseline[]): Content {
  if (baselines.length === 0) return "Nothing to compare with: no baseline was run.";
  const { strategies, order } = artefact;
  const part = (name: keyof typeof strategies): Content =>
    markup`${figure(strategies[name]!.filled_quantity, count)} of ${figure(order.quantity, count)} shares`;
  if (!filledItself(artefact, "router")) {
    return markup`No saving of the router's: it filled ${
      part("router")
    } by itself, and the price of the rest is that of the last moment`;
  }
  const each = baselines.map(({ name, saving, isFilled }, i) => {
    const words = isFilled
      ? markup`${figure(saving, savedBps)}${saving === null ? "" : " bps"} on ${name}`
      : markup`none on ${name}, which filled ${part(name)} by itself`;
    return markup`${i === 0 ? "" : ", "}${words}`;
  });
  return markup`The router's saving: ${each}`;
}

const KEYS: readonly Column<Baseline>[] = [
  {
    heading: unit("total cash", "$"),
    kind: "number",
    cell: ({ report }) => figure(report.total_cash, cash),
  },
  {
    heading: unit("average price", "$"),
    kind: "number",
    cell: ({ report }) => figure(report.avg_fill_px, price),
  },
];

function searchSection({ search, best_parameters }: TrialArtefact): Section {
  return section(
    "search",
    "Search",
    markup`<p>${search.note}</p>
${bestParameters(best_parameters)}${
      facts([
        ["points", figure(search.points, count)],
        ["simulations", figure(search.simulations, count)],
        ["distinct executions", figure(search.distinct_executions, count)],
        ["parameters identified", search.identified ? "yes" : "no"],
      ])
    }`,
  );
}

const NAME: Column<Strategy> = {
  heading: "strategy",
  kind: "text",
  cell: ({ name, report }) =>
    markup`${name} <span class="sub">${report.schedule} + ${report.placement}</span>`,
};

const CASH: readonly Column<Strategy>[] = [
  NAME,
  {
    heading: unit("total cash", "$"),
    kind: "number",
    cell: ({ report }) => figure(report.total_cash, cash),
  },
  {
    heading: unit("before fees", "$"),
    kind: "number",
    cell: ({ report }) => figure(report.cash_before_fees, cash),
  },
  { heading: unit("fees", "$"), kind: "number", cell: ({ report }) => figure(report.fees, cash) },
  {
    heading: unit("average price", "$"),
    kind: "number",
    cell: ({ report }) => figure(report.avg_fill_px, price),
  },
  {
    heading: unit("before fees", "$"),
    kind: "number",
    cell: ({ report }) => figure(report.avg_px_before_fees, price),
  },
  {
    heading: unit("cost", "bps"),
    kind: "number",
    cell: ({ report }) => figure(report.shortfall_bps, bps),
  },
  { heading: unit("router saves", "bps"), kind: "number", cell: savingOn },
];

/** The router saves nothing on itself. */
function savingOn({ name, report }: Strategy): Content {
  return name === "router" ? "" : figure(report.saving_bps, savedBps, report.saving_reason);
}

const FILLS: readonly Column<Strategy>[] = [
  NAME,
  {
    heading: "filled by itself",
    kind: "number",
    cell: ({ report }) => figure(report.filled_quantity, count),
  },
  { heading: "crossed at the end", kind: "number", cell: residual },
  { heading: "unfilled", kind: "number", cell: ({ report }) => figure(report.unfilled_quantity, count) },
  { heading: "fills", kind: "number", cell: ({ report }) => figure(report.fills, count) },
  { heading: "snapshots", kind: "number", cell: ({ report }) => figure(report.snapshots, count) },
  { heading: "first fill", kind: "number", cell: ({ report }) => timeOfDay(report.first_fill) },
  { heading: "last fill", kind: "number", cell: ({ report }) => timeOfDay(report.last_fill) },
  ...(["under", "over", "queue"] as const).map((penalty): Column<Strategy> => ({
    heading: unit(`penalty ${penalty}`, "$"),
    kind: "number",
    cell: ({ report }) => figure(report.risk_penalties[penalty], cash),
  })),
];

function residual({ report: { residual } }: Strategy): Content {
  const shares = figure(residual.shares, count);
  return residual.price === null
    ? shares
    : markup`${shares} <span class="sub">at ${figure(residual.price, price)}</span>`;
}

function orderSection({ order }: TrialArtefact): Section {
  return foldedSection(
    "orders",
    "Order",
    markup`${order.side} ${figure(order.quantity, count)} shares`,
    markup`${
      facts([
        ["side", order.side],
        ["shares", figure(order.quantity, count)],
        ["window", timeWindow(order.window)],
        ["mid at arrival, $", figure(order.arrival_mid, price)],
      ])
    }`,
  );
}

function tapeFacts({ tape }: TrialArtefact): Section {
  return foldedSection(
    "tape",
    "Tape and data quality",
    markup`${figure(tape.rows, count)} rows, ${figure(tape.snapshots, count)} snapshots`,
    markup`${
      facts([
        ...commonTapeFacts(tape),
        ["snapshots", figure(tape.snapshots, count)],
        ["one-sided", figure(tape.one_sided_snapshots, count)],
        ["locked", figure(tape.locked_snapshots, count)],
        ["crossed", figure(tape.crossed_snapshots, count)],
      ])
    }`,
  );
}
