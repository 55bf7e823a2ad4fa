/** The trial's artefact as a page. @module */

import type { Field } from "../report/html/field.ts";
import {
  bps,
  cash,
  count,
  dayOf,
  exact,
  figure,
  price,
  savedBps,
  text,
  timeOfDay,
  timeWindow,
} from "../report/html/figures.ts";
import { type Content, type Markup, markup, NOTHING } from "../report/html/markup.ts";
import type { Page } from "../report/html/page.ts";
import { axis, barMarks, rowPlot } from "../report/html/plot.ts";
import {
  commonTapeFacts,
  feesSection,
  repeatSection,
  warningsNote,
  warningsSection,
} from "../report/html/run_sections.ts";
import { scaleOf } from "../report/html/scale.ts";
import { type Column, facts, plainTable, unit } from "../report/html/table.ts";
import { bestParameters } from "../report/html/tuning_section.ts";
import { venueShares } from "../report/html/venues.ts";

/** A baseline or the router. */
interface Strategy {
  readonly name: string;
  readonly field: Field;
}

/** The page of a back-test by trial rules. */
export function trialPage(artefact: Field): Page {
  const order = artefact.at("order");
  const symbol = artefact.at("tape", "symbol").text() ?? "a tape";
  const strategies = artefact.at("strategies").entries().map(([name, field]) => ({ name, field }));
  const venueFills = (strategy: Field): (readonly [venue: string, shares: number])[] =>
    strategy.at("shares_by_venue").entries().map(([venue, shares]) => [venue, shares.number() ?? 0]);
  return {
    title: `The router on ${symbol} ${dayOf(order.at("window").list()[0])}`.trim(),
    subtitle: markup`Trial rules: ${text(order.at("side"))} ${figure(order.at("quantity"), count)} shares, ${
      timeWindow(order.at("window"))
    }`,
    sections: [
      keysSection(artefact),
      searchSection(artefact),
      markup`<section id="strategies"><h2>Strategies</h2>
<p>The cost is the all-in implementation shortfall against the mid at arrival; less is better.</p>
${plainTable({ caption: "What each filled, and for how much", columns: CASH, rows: strategies })}${
        plainTable({ caption: "How each was filled", columns: FILLS, rows: strategies })
      }${venueShares(artefact, venueFills)}</section>
`,
      orderSection(order),
      tapeFacts(artefact),
      feesSection(artefact, []),
      warningsSection(artefact),
      repeatSection(artefact),
    ],
  };
}

/** The trial's keys: what was paid, and what that saved on each baseline. */
function keysSection(artefact: Field): Markup {
  const savings = artefact.at("savings_vs_baselines_bps");
  const baselines = artefact.at("baselines").entries().map(([name, field]) => ({ name, field }));
  const scale = scaleOf(baselines.map(({ name }) => savings.at(name).number() ?? 0));
  const columns: Column<Strategy>[] = [
    { heading: "saving on", kind: "text", cell: ({ name }) => name },
    {
      heading: unit("saving", "bps"),
      kind: "number",
      cell: ({ name }) =>
        figure(savings.at(name), savedBps, artefact.at("strategies", name, "saving_reason").text()),
    },
    {
      heading: unit("saving", "bps; right is better"),
      kind: "plot",
      cell: ({ name }) => {
        const value = savings.at(name).number();
        if (value === null) return NOTHING;
        return rowPlot(`Saving on ${name}: ${savedBps(value)} bps`, scale, barMarks(value, scale));
      },
      foot: axis(scale, "bps"),
    },
    ...KEYS,
  ];
  const table = baselines.length === 0
    ? markup`<p>No baseline was run.</p>`
    : plainTable({ caption: "The router against the baselines", columns, rows: baselines });
  const optimized = artefact.at("optimized");
  return markup`<section class="verdict unknown" aria-label="Result">
<p class="words">${headline(artefact)}</p>
<p>One order on one path: there is no interval, so that nothing tells skill from luck. Market rules measure many.</p>
${
    facts([
      ["router, total cash, $", figure(optimized.at("total_cash"), cash)],
      ["router, average price, $", figure(optimized.at("avg_fill_px"), price)],
    ])
  }${table}${warningsNote(artefact)}</section>
`;
}

function headline(artefact: Field): Content {
  const savings = artefact.at("savings_vs_baselines_bps").entries();
  if (savings.length === 0) return "Nothing to compare with: no baseline was run.";
  const each = savings.map(([name, saving], i) =>
    markup`${i === 0 ? "" : ", "}${figure(saving, savedBps)}${saving.isMissing ? "" : " bps"} on ${name}`
  );
  return markup`The router's saving: ${each}`;
}

const KEYS: readonly Column<Strategy>[] = [
  {
    heading: unit("total cash", "$"),
    kind: "number",
    cell: ({ field }) => figure(field.at("total_cash"), cash),
  },
  {
    heading: unit("average price", "$"),
    kind: "number",
    cell: ({ field }) => figure(field.at("avg_fill_px"), price),
  },
];

function searchSection(artefact: Field): Markup {
  const search = artefact.at("search");
  const identified = search.at("identified").truth();
  return markup`<section id="search"><h2>Search</h2>
<p>${text(search.at("note"))}</p>
${bestParameters(artefact)}${
    facts([
      ["points", figure(search.at("points"), count)],
      ["simulations", figure(search.at("simulations"), count)],
      ["distinct executions", figure(search.at("distinct_executions"), count)],
      ["parameters identified", identified === null ? exact(null, count) : identified ? "yes" : "no"],
    ])
  }</section>
`;
}

const NAME: Column<Strategy> = {
  heading: "",
  kind: "text",
  cell: ({ name, field }) => {
    const parts = [field.at("schedule").text(), field.at("placement").text()].filter((part) => part !== null);
    return markup`${name} <span class="sub">${parts.join(" + ")}</span>`;
  },
};

const CASH: readonly Column<Strategy>[] = [
  NAME,
  {
    heading: unit("total cash", "$"),
    kind: "number",
    cell: ({ field }) => figure(field.at("total_cash"), cash),
  },
  {
    heading: unit("before fees", "$"),
    kind: "number",
    cell: ({ field }) => figure(field.at("cash_before_fees"), cash),
  },
  { heading: unit("fees", "$"), kind: "number", cell: ({ field }) => figure(field.at("fees"), cash) },
  {
    heading: unit("average price", "$"),
    kind: "number",
    cell: ({ field }) => figure(field.at("avg_fill_px"), price),
  },
  {
    heading: unit("before fees", "$"),
    kind: "number",
    cell: ({ field }) => figure(field.at("avg_px_before_fees"), price),
  },
  {
    heading: unit("cost", "bps"),
    kind: "number",
    cell: ({ field }) => figure(field.at("shortfall_bps"), bps),
  },
  { heading: unit("router saves", "bps"), kind: "number", cell: savingOn },
];

/** The router saves nothing on itself. */
function savingOn({ name, field }: Strategy): Content {
  return name === "router" ? "" : figure(field.at("saving_bps"), savedBps, field.at("saving_reason").text());
}

const FILLS: readonly Column<Strategy>[] = [
  NAME,
  {
    heading: "filled by itself",
    kind: "number",
    cell: ({ field }) => figure(field.at("filled_quantity"), count),
  },
  { heading: "crossed at the end", kind: "number", cell: residual },
  { heading: "unfilled", kind: "number", cell: ({ field }) => figure(field.at("unfilled_quantity"), count) },
  { heading: "fills", kind: "number", cell: ({ field }) => figure(field.at("fills"), count) },
  { heading: "snapshots", kind: "number", cell: ({ field }) => figure(field.at("snapshots"), count) },
  { heading: "first fill", kind: "number", cell: ({ field }) => timeOfDay(field.at("first_fill")) },
  { heading: "last fill", kind: "number", cell: ({ field }) => timeOfDay(field.at("last_fill")) },
  ...(["under", "over", "queue"] as const).map((penalty): Column<Strategy> => ({
    heading: unit(`penalty ${penalty}`, "$"),
    kind: "number",
    cell: ({ field }) => figure(field.at("risk_penalties", penalty), cash),
  })),
];

function residual({ field }: Strategy): Content {
  const at = field.at("residual", "price").number();
  const shares = figure(field.at("residual", "shares"), count);
  return at === null ? shares : markup`${shares} <span class="sub">at ${exact(at, price)}</span>`;
}

function orderSection(order: Field): Markup {
  return markup`<section id="orders"><h2>Order</h2>
${
    facts([
      ["side", text(order.at("side"))],
      ["shares", figure(order.at("quantity"), count)],
      ["window", timeWindow(order.at("window"))],
      ["mid at arrival, $", figure(order.at("arrival_mid"), price)],
    ])
  }</section>
`;
}

function tapeFacts(artefact: Field): Markup {
  const tape = artefact.at("tape");
  return markup`<section id="tape"><h2>Tape and data quality</h2>
${
    facts([
      ...commonTapeFacts(tape),
      ["snapshots", figure(tape.at("snapshots"), count)],
      ["one-sided", figure(tape.at("one_sided_snapshots"), count)],
      ["locked", figure(tape.at("locked_snapshots"), count)],
      ["crossed", figure(tape.at("crossed_snapshots"), count)],
    ])
  }</section>
`;
}
