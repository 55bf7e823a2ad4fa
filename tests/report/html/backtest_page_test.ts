import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { PARTS } from "../../../src/analysis/attribution.ts";
import { UNCOMPARED } from "../../../src/analysis/paired_saving.ts";
import { planBacktest } from "../../../src/backtest/plan.ts";
import { runBacktest } from "../../../src/backtest/run.ts";
import { withShownOrders } from "../../../src/backtest/shown_orders.ts";
import { backtestPage } from "../../../src/report/html/backtest_page.ts";
import {
  bps,
  count,
  percent,
  plain,
  savedBps,
  savedCash,
  savedDollars,
} from "../../../src/report/html/figures.ts";
import { documentOf } from "../../../src/report/html/page.ts";
import type { JsonSchema } from "../../../src/report/json_schema.ts";
import { readArtefact } from "../../../src/report/read_artefact.ts";
import { type Artefact, artefactSchema, type ComparisonReport } from "../../../src/report/schema.ts";
import type { Outcome } from "../../../src/search/outcome.ts";
import { generateTape } from "../../../src/source/generated.ts";
import { parseStrategy } from "../../../src/strategy/strategy_name.ts";
import { artefactOf, outcomeOf } from "../_outcome.ts";
import { changed } from "./_changed.ts";
import { assertChecked, assertEscaped, assertFigures, assertHarmless, assertNamed } from "./_checks.ts";
import { all, axisOf, type Node, parse, rowsOf, spaced, tableOf, textOf, within } from "./_page.ts";

const outcome = await outcomeOf({
  strategy: "twap+cont-kukanov",
  levels: 2,
  wanted: { count: 90, horizonNs: 6e9, limit: { kind: "bps", bps: 6 } },
  compare: "pov+static-relative",
});
const stability = [
  {
    variant: "no fees",
    savingBps: 0.1,
    interval: { lower: 0.01, upper: 0.2, standardError: 1, simultaneous: false },
  },
  { variant: "half as many orders", savingBps: 0.2, interval: null, reason: "too few horizons" },
  { variant: "a longer horizon", savingBps: null, interval: null, reason: "no room" },
];
/** Tuned and scored in folds, with intervals, shares that rested, and savings under other fees and set-ups. */
const ARTEFACT = artefactOf({ ...outcome, whatIf: { "free.csv": outcome.lab }, stability });
/** Of twelve horizons, too few for intervals; and its own baseline, which comes to the same. */
const SAME = artefactOf(await outcomeOf({ strategy: "twap+best-quote" }));
/** Of orders so large that none can be compared. */
const HUGE = artefactOf(await outcomeOf({ wanted: { size: { kind: "shares", shares: 900_000 } } }));
/** Tuned on what it is scored on. */
const IN_SAMPLE = artefactOf(await outcomeOf({ folds: 1, wanted: { size: { kind: "shares", shares: 10 } } }));

/** With orders from near. */
const SHOWN = artefactOf(await shownOutcome());

async function shownOutcome(): Promise<Outcome> {
  const plan = planBacktest({
    orders: { count: 8, sides: "both", size: { kind: "shares", shares: 300 }, horizonNs: 10e9 },
    strategy: { name: parseStrategy("twap+sweep"), intervalNs: 2e9 },
  });
  return await withShownOrders(await runBacktest(generateTape({ durationSeconds: 60 }), plan), plan);
}

const draw = (artefact: Artefact): string => documentOf(backtestPage(artefact));

function makePage(artefact: unknown, file: string): string {
  return draw(readArtefact(artefact, file));
}

function pageOf(artefact: Artefact): Node {
  return parse(makePage(artefact, "day.json"));
}

const page = pageOf(ARTEFACT);

Deno.test("backtestPage() is one document that runs and loads nothing", () => {
  for (const artefact of [ARTEFACT, SAME, HUGE, IN_SAMPLE, SHOWN]) assertHarmless(artefact, makePage);
});

Deno.test("backtestPage() names every plot and heads every table", () => {
  for (const artefact of [ARTEFACT, SAME, HUGE, IN_SAMPLE, SHOWN]) assertNamed(pageOf(artefact));
});

Deno.test("backtestPage() shows text as text, whatever it is", () => {
  const { tape, search, verdict, warnings, main_comparison } = ARTEFACT;
  const shown = [tape.symbol, ...tape.venues, search.note, verdict, ...warnings, main_comparison, "free.csv"];
  assertEscaped(ARTEFACT, artefactSchema, shown, makePage);
  // Its times stay times, so that the order is drawn.
  const { properties } = artefactSchema.properties!["shown_orders"]!.items as JsonSchema;
  const timed = {
    type: "object",
    properties: { ...properties, from: { enum: [] }, to: { enum: [] } },
  } as const;
  const [order] = SHOWN.shown_orders!;
  assertEscaped(
    order,
    timed,
    [order!.fills["router"]!.venue[0]!],
    (order, file) => makePage({ ...SHOWN, shown_orders: [order] }, file),
  );
});

Deno.test("backtestPage() is made of artefacts alone that have all their fields", () => {
  assertChecked(HUGE, readArtefact, draw);
  assertChecked(SAME.comparisons, (comparisons, file) => readArtefact({ ...SAME, comparisons }, file), draw);
  assertChecked(
    SHOWN.shown_orders!.slice(0, 1),
    (orders, file) => readArtefact({ ...SHOWN, shown_orders: orders }, file),
    draw,
  );
});

Deno.test("backtestPage() shows figures as in the artefact, the exact ones for programs", () => {
  const shares = Object.values(ARTEFACT.strategies).flatMap(({ venues }) => {
    const filled = Object.values(venues).map(({ taken, rested, crossed }) => taken + rested + crossed);
    const sum = filled.reduce((a, b) => a + b);
    return filled.map((each) => each / sum);
  });
  const traded = Object.values(ARTEFACT.tape.traded_by_venue);
  const all = traded.reduce((a, b) => a + b);
  const costs = Object.values(ARTEFACT.strategies).map(({ shortfall_bps, notional }) =>
    shortfall_bps! * notional! / 1e4
  );
  assertFigures(page, ARTEFACT, [...shares, 0, ...traded.map((each) => each / all), ...costs]);
});

Deno.test("backtestPage() keeps its order", () => {
  assertEquals(textOf(all(page, "h1")[0]!), "twap+cont-kukanov on AAPL 2024-08-01");
  const [panel, ...sections] = all(page, "section");
  assertEquals(ARTEFACT.comparisons["twap"]!.verdict.code, "saves");
  assertEquals(panel!.attributes["class"], "verdict good");
  assertEquals(textOf(all(panel!, "p", "words")[0]!), ARTEFACT.verdict.replaceAll(" -", " \u2212"));
  assertEquals(sections.length, 12);
  const contents = all(all(page, "nav")[0]!, "a").map(({ attributes }) => attributes["href"]);
  assertEquals(contents, [
    "#warnings",
    "#comparisons",
    "#by-order",
    "#over-time",
    "#tuning",
    "#sides",
    "#venues",
    "#strategies",
    "#stability",
    "#orders",
    "#tape",
    "#fees",
    "#repeat",
  ]);
});

/** A section by its id. */
function sectionOf(document: Node, id: string): Node {
  return [...within(document)].find(({ attributes }) => attributes["id"] === id)!;
}

/** Facts of a section by name. */
function factsOf(section: Node): Record<string, string> {
  const [names, values] = ["dt", "dd"].map((name) => all(section, name).map((each) => spaced(textOf(each))));
  return Object.fromEntries(names!.map((name, i) => [name, values![i]!]));
}

Deno.test("backtestPage() shows of the main comparison how many independent horizons there are", () => {
  for (const [artefact, name] of [[ARTEFACT, "twap"], [SAME, "twap+home"], [IN_SAMPLE, "twap"]] as const) {
    const { saving_bps, confidence } = artefact.comparisons[name]!;
    const facts = factsOf(all(pageOf(artefact), "section")[0]!);
    assertEquals(facts["independent horizons"], String(confidence!.n_eff));
    assertEquals(facts[`saving on ${name}, bps`], savedBps(saving_bps!));
  }
  assertEquals(factsOf(all(pageOf(HUGE), "section")[0]!)["independent horizons"], "n/a");
});

const ROUTING = "Routing: the same schedule, another placement";
const TIMING = "Timing: another schedule";

/** What the table of comparisons has of one. */
function cellsOf(name: string, report: ComparisonReport): string[] {
  const { strategy, saving_bps, saving_dollars, confidence } = report;
  const { interval_bps: interval } = confidence!;
  return [
    name === strategy ? name : `${name} ${strategy}`,
    savedBps(saving_bps!),
    savedCash(saving_dollars!),
    `${savedBps(interval!.lower)} to ${savedBps(interval!.upper)}`,
  ].map(spaced);
}

Deno.test("backtestPage() compares: routing and timing apart, each with its interval, dollars and what it is worth", () => {
  const cells = (name: string) => cellsOf(name, ARTEFACT.comparisons[name]!);
  const rows = (caption: string) => rowsOf(page, caption).map((row) => row.slice(0, 4));
  assertEquals(rows(ROUTING), [cells("twap"), cells("twap+home")]);
  assertEquals(rows(TIMING), [cells("best_ask"), cells("vwap"), cells("pov+static-relative")]);
  assertEquals(rowsOf(page, ROUTING)[0]!.at(-1), "routing saves");
  const { saving_bps, saving_dollars } = ARTEFACT.comparisons["twap"]!;
  const notional = ARTEFACT.savings_by_order.notional.reduce((a, b) => a + b);
  assertAlmostEquals(saving_dollars!, saving_bps! * notional / 1e4, 1e-6);
  const sure = rowsOf(page, "How sure each saving is").find(([name]) => name === "twap twap+best-quote")!;
  const { detectable_bps, n_eff } = ARTEFACT.comparisons["twap"]!.confidence!;
  assertEquals(sure.slice(1, 3), [count(n_eff), bps(detectable_bps!)]);
  assertEquals(sure[4], spaced(ARTEFACT.comparisons["twap"]!.verdict.text.replaceAll(" -", " \u2212")));
});

Deno.test("backtestPage() shows savings order by order: every order once, in its bar, and which was worst and best", () => {
  const section = sectionOf(page, "by-order");
  const { saving_bps, order } = ARTEFACT.savings_by_order;
  const savings = saving_bps["twap"]!;
  const titles = (name: string, style = "") =>
    all(all(section, "svg", "area")[0]!, name).filter(({ attributes }) =>
      attributes["class"]?.startsWith(style)
    ).map((each) => textOf(all(each, "title")[0]!));
  assertEquals(titles("line", "rug").length, savings.length);
  const bars = titles("rect", "bar").map((title) =>
    /^(\d+) orders? from (.*) to (.*) bps$/.exec(title)!.slice(1)
  );
  for (const [orders, from, to] of bars) {
    const [low, high] = [from, to].map((text) => Number(text!.replace("−", "-"))) as [number, number];
    const within = savings.filter((saving) => saving >= low - 1e-6 && saving < high - 1e-6);
    assertEquals(within.length, Number(orders));
  }
  const [worst, best] = [Math.min(...savings), Math.max(...savings)];
  const ends = titles("svg", "mark").filter((title) => title.startsWith("The "));
  const [first, last] = [order[savings.indexOf(worst)], order[savings.lastIndexOf(best)]];
  assert(ends[0]!.startsWith(`The worst: Order ${first}, `) && ends[0]!.includes(` ${savedBps(worst)} bps`));
  assert(ends[1]!.startsWith(`The best: Order ${last}, `) && ends[1]!.includes(` ${savedBps(best)} bps`));
  assertEquals(sectionOf(pageOf(HUGE), "by-order"), undefined);
  const row = rowsOf(page, "Savings order by order").find(([name]) => name!.startsWith("twap twap"));
  assertEquals(row![1], savedBps(ARTEFACT.comparisons["twap"]!.saving_bps!));
  assert(rowsOf(page, "Savings order by order").some((row) => row[5]?.endsWith("tied")));
});

Deno.test("backtestPage() shows savings over time: a mark an order, folds, the sum and the hours", () => {
  const section = sectionOf(page, "over-time");
  const marks = all(section, "svg").filter(({ attributes }) =>
    /^mark (buy|sell)$/.test(attributes["class"] ?? "")
  );
  assertEquals(marks.length, ARTEFACT.savings_by_order.order.length);
  // The first fold begins with the first scored order.
  assertEquals(all(all(section, "svg", "area")[0]!, "line", "fold").length, ARTEFACT.search.folds.length - 1);
  const dollars = ARTEFACT.comparisons["twap"]!.saving_dollars!;
  assert(textOf(section).includes(`${savedDollars(dollars)} in the end`));
  const hours = all(section, "rect", "bar").map((bar) => textOf(bar));
  assertEquals(hours.length, 1);
  assert(
    hours[0]!.includes(
      `${savedBps(ARTEFACT.comparisons["twap"]!.saving_bps!)} bps, ${savedDollars(dollars)}`,
    ),
  );
});

Deno.test("backtestPage() shows where and when chosen orders filled, the worst first", () => {
  const section = sectionOf(pageOf(SHOWN), "from-near");
  const orders = all(section, "details").filter(({ attributes }) => attributes["name"] === "from-near");
  const shown = SHOWN.shown_orders!;
  assertEquals(orders.length, shown.length);
  assert(shown.every(({ saving_dollars }, i) => i === 0 || saving_dollars! >= shown[i - 1]!.saving_dollars!));
  for (const [i, { order, fills, quantity }] of shown.entries()) {
    const summary = textOf(all(orders[i]!, "summary")[0]!);
    assert(summary.startsWith(`Order ${order}: `) && summary.includes(count(quantity)), summary);
    const marks = all(all(orders[i]!, "div", "chart tall")[0]!, "svg").filter(({ attributes }) =>
      attributes["class"]?.startsWith("mark ")
    );
    const own = marks.filter(({ attributes }) => attributes["class"]!.startsWith("mark own"));
    assertEquals([own.length, marks.length - own.length], [
      fills["router"]!.shares.length,
      fills[SHOWN.main_comparison]!.shares.length,
    ]);
    assertEquals(rowsOf(orders[i]!, `Fills of order ${order}`).length, own.length);
  }
});

Deno.test("backtestPage() shows the search's surface, its plateau outlined", () => {
  const section = sectionOf(page, "tuning");
  const surfaces = all(section, "figure", "surface");
  assertEquals(surfaces.length, 3);
  for (const [i, { least_cost_bps, plateau, parameters }] of ARTEFACT.search.surfaces.entries()) {
    assertEquals(all(surfaces[i]!, "figcaption").map(textOf), [`${parameters[0]} ↑, ${parameters[1]} →`]);
    const cells = all(surfaces[i]!, "rect");
    assertEquals(cells.length, least_cost_bps.length);
    assertEquals(
      cells.map((cell) => textOf(cell).endsWith("as good as the best")),
      plateau,
    );
    assert(plateau.some((isGood) => isGood) && all(surfaces[i]!, "line", "outline").length >= 4);
  }
});

Deno.test("backtestPage() sets buys against sells, and the router's venues against the market's", () => {
  const { by_side, orders_compared, saving_bps } = ARTEFACT.comparisons["twap"]!;
  assertEquals(rowsOf(page, "Saving on twap by side").map((row) => row.slice(0, 3)), [
    ["buy", count(by_side!.buy!.orders), savedBps(by_side!.buy!.saving_bps)],
    ["sell", count(by_side!.sell!.orders), savedBps(by_side!.sell!.saving_bps)],
    ["both", count(orders_compared), savedBps(saving_bps!)],
  ]);
  const traded = ARTEFACT.tape.traded_by_venue;
  const sum = Object.values(traded).reduce((a, b) => a + b);
  const rows = rowsOf(page, "The router's venues, and the market's");
  assertEquals(new Set(rows.map(([venue]) => venue)), new Set(Object.keys(traded)));
  for (const [venue, , market] of rows) assertEquals(market, spaced(percent(traded[venue!]! / sum)));
});

Deno.test("trap: no plot hides its line of zero", () => {
  for (const row of [...all(page, "svg", "row")]) {
    const drawn = row.children.map(({ attributes }) => attributes["class"]);
    if (drawn.includes("zero")) assertEquals(drawn.at(-1), "zero");
  }
  assert(all(page, "svg", "row").filter((row) => all(row, "line", "zero").length === 1).length > 10);
});

Deno.test("backtestPage() has the reason for what is missing, once", () => {
  const { confidence, verdict } = SAME.comparisons["twap"]!;
  const reason = "the orders span 12 independent horizons, where an interval takes 20";
  assertEquals([verdict.code, confidence!.reason], ["same", reason]);
  const [same] = rowsOf(pageOf(SAME), ROUTING);
  assertEquals([same![0], same![1], same![3]], ["twap twap+best-quote", "0.00", `n/a${reason}`]);
  const timing = rowsOf(pageOf(SAME), TIMING).find(([name]) => name!.startsWith("best_ask"))!;
  assertEquals(timing[3], "n/a");
  const sure = rowsOf(pageOf(SAME), "How sure each saving is").find(([name]) =>
    name!.startsWith("best_ask")
  )!;
  assertEquals(sure[2], "n/a");
  assert(sure[4]!.includes(reason));
});

Deno.test("backtestPage() says why orders were not compared, and against which", () => {
  const document = pageOf(HUGE);
  assertEquals(rowsOf(document, ROUTING)[0], [
    "twap twap+best-quote",
    ...Array(3).fill("n/a"),
    "not measurable",
  ]);
  assertEquals(
    rowsOf(document, "How sure each saving is")[1]!.at(-1),
    "Not measurable: none of the 16 orders can be compared.",
  );
  const [[reason] = [""]] = Object.entries(HUGE.comparisons["twap"]!.not_compared_because!);
  assertMatch(reason, /^the \w+ priced more than 5 % of the order beyond the displayed size$/);
  assert(textOf(document).includes(`16 as ${reason} (against `));
  const one = changed(ARTEFACT, ({ comparisons }) => {
    for (const [name, comparison] of Object.entries(comparisons)) {
      const code = name === "twap" ? "nothing-displayed" : "another-comparison";
      comparison.not_compared_because = { [UNCOMPARED[code]]: 1 };
      comparison.not_compared_codes = { [code]: 1 };
    }
  });
  assert(
    textOf(pageOf(one)).includes(
      "Orders not compared: 1 as another comparison cannot be made on this order (against best_ask, vwap, twap+home, " +
        "pov+static-relative); 1 as nothing was displayed within the collar in the end for the shares left " +
        "(against twap).",
    ),
  );
});

Deno.test("backtestPage() draws intervals and parts where their axis says", () => {
  const { saving_bps, confidence, parts_bps: parts } = ARTEFACT.comparisons["twap"]!;
  const { lower, upper } = confidence!.interval_bps!;
  const savings = axisOf(page, ROUTING);
  const [row] = tableOf(page, ROUTING);
  const interval = all(row!, "line", "interval")[0]!.attributes;
  savings.assertAt(interval["x1"], lower);
  savings.assertAt(interval["x2"], upper);
  savings.assertAt(all(row!, "circle", "point")[0]!.attributes["cx"], saving_bps!);
  savings.assertAt(all(row!, "line", "zero")[0]!.attributes["x1"], 0);
  const band = all(row!, "rect", "undetectable")[0]!.attributes;
  savings.assertAt(band["x"], -confidence!.detectable_bps!);
  savings.assertAt(parseFloat(band["x"]!) + parseFloat(band["width"]!), confidence!.detectable_bps!);

  const axis = axisOf(page, ROUTING, 1);
  const stack = all(row!, "svg", "row")[1];
  const drawn = PARTS.filter((part) => parts![part] !== 0);
  assert(drawn.length > 4 && drawn.some((part) => parts![part] < 0));
  assertEquals(
    all(stack!, "rect").map(({ attributes }) => attributes["class"]),
    drawn.map((part) => `part ${part}`),
  );
  const reached = { left: 0, right: 0 };
  for (const part of drawn) {
    const side = parts![part] < 0 ? "left" : "right";
    const ends = [reached[side], reached[side] += parts![part]];
    const { x, width } = all(stack!, "rect", `part ${part}`)[0]!.attributes;
    axis.assertAt(x, Math.min(...ends));
    axis.assertAt(parseFloat(x!) + parseFloat(width!), Math.max(...ends));
  }
  axis.assertAt(all(stack!, "line", "total")[0]!.attributes["x1"], saving_bps!);
});

Deno.test("backtestPage() sets in-sample beside out-of-sample savings", () => {
  const { search, comparisons } = ARTEFACT;
  const savings = comparisons["twap"]!.folds!;
  assertEquals(
    rowsOf(page, "Folds: parameters chosen, and what they saved on twap").map((row) => row.slice(1)),
    search.folds.map(({ orders_tuned_on, orders_scored, best_parameters, in_sample_cost_bps }, i) => [
      count(orders_tuned_on),
      count(orders_scored),
      ...Object.values(best_parameters).map((value) => plain(value!)),
      bps(in_sample_cost_bps),
      savedBps(savings[i]!.in_sample_bps),
      savedBps(savings[i]!.out_of_sample_bps!),
    ]),
  );
  const caption = "Saving on twap by fold";
  const axis = axisOf(page, caption);
  assertEquals(
    rowsOf(page, caption).map((row) => row[2]),
    savings.map(({ out_of_sample_bps }) => savedBps(out_of_sample_bps!)),
  );
  for (const [i, fold] of tableOf(page, caption).entries()) {
    const { in_sample_bps, out_of_sample_bps } = savings[i]!;
    axis.assertAt(all(fold, "circle", "point open")[0]!.attributes["cx"], in_sample_bps);
    axis.assertAt(all(fold, "circle", "point")[0]!.attributes["cx"], out_of_sample_bps!);
  }
  assertEquals(
    rowsOf(page, "Savings by fold: in-sample → out of sample").map((row) => row[1]),
    Object.values(comparisons).map(({ folds }) =>
      `${savedBps(folds![0]!.in_sample_bps)} → ${savedBps(folds![0]!.out_of_sample_bps!)}`
    ),
  );
  const gaps = rowsOf(pageOf(HUGE), "Savings by fold: in-sample → out of sample").map((row) => row[1]);
  assertEquals(new Set(gaps), new Set(["n/a → n/a"]));
  const scored = rowsOf(pageOf(IN_SAMPLE), "Savings by fold: in-sample → out of sample");
  for (const row of scored) assertMatch(row[1]!, /^[+−]?\d+\.\d\d → n\/a$/);
});

Deno.test("backtestPage() tells what the last search says of the parameters", () => {
  const artefact = changed(ARTEFACT, ({ search: { parameters } }) => {
    Object.assign(parameters["lambda_under"]!, { as_good: [2, 3], as_good_share: 0.25 });
    Object.assign(parameters["lambda_over"]!, { identified: null, sensitivity: 0.000002 });
    parameters["theta_queue"]!.identified = false;
  });
  const rows = rowsOf(pageOf(artefact), "What the last search tells of the parameters");
  const sensitivity = (name: string) => spaced(percent(ARTEFACT.search.parameters[name]!.sensitivity));
  assertEquals(rows.map((row) => [row[0]!.split(" ")[0], row[1], row[2], row[3], row[5], row[6]]), [
    [
      "lambda_over",
      "open: no two points differ in it alone",
      "<0.1 %",
      "1.05 to 4",
      "1.05 to 1.05",
      "0.0 %",
    ],
    ["lambda_under", "yes", sensitivity("lambda_under"), "1.05 to 4", "2 to 3", "25.0 %"],
    ["theta_queue", "no: it changes no fill", sensitivity("theta_queue"), "0 to 0.5", "0 to 0", "0.0 %"],
  ]);
});

Deno.test("backtestPage() says in words what the model met: every count, and which assumption", () => {
  const counts = Object.keys(ARTEFACT.strategies["router"]!.model!);
  assertEquals(counts.length, 6);
  const section = all(page, "section").find(({ attributes }) => attributes["id"] === "tuning")!;
  const names = all(section, "dt").map(textOf);
  assertEquals(names.filter((name) => counts.includes(name.replaceAll(" ", "_"))), []);
  for (const assumption of ["A1", "A2", "A3"]) {
    assert(names.some((name) => name.endsWith(`(assumption ${assumption})`)), assumption);
  }
});

Deno.test("backtestPage() warns at its top of what is no evidence", () => {
  const top = (artefact: Artefact) => textOf(all(pageOf(artefact), "section")[0]!);
  assertMatch(top(IN_SAMPLE), /In-sample: .* no evidence.*1 warning to read/s);
  assert(!top(ARTEFACT).includes("In-sample"));
});

Deno.test("backtestPage() says at its top of what it warns, and has the warnings there", () => {
  const warned = changed(ARTEFACT, (draft) => {
    draft.warnings = ["first", "second", "third"];
    draft.warning_codes = ["unfilled", "one-venue", "unfilled"];
  });
  const [panel] = all(pageOf(warned), "section");
  assertEquals(
    textOf(all(panel!, "summary")[0]!),
    "3 warnings to read before believing this unfilled (2), one venue",
  );
  assertEquals(all(panel!, "li").map(textOf), ["first", "second", "third"]);
  const without = changed(ARTEFACT, (draft) => Object.assign(draft, { warnings: [], warning_codes: [] }));
  const silent = all(pageOf(without), "section")[0]!;
  assertEquals([all(silent, "details").length, textOf(sectionOf(silent, "warnings"))], [
    0,
    "There are no warnings.",
  ]);
});

Deno.test("backtestPage() has no saving at its top where less than half was filled", () => {
  const { main_comparison: main, comparisons } = ARTEFACT;
  const verdict = {
    ...comparisons[main]!.verdict,
    code: "barely-filled" as const,
    text: "No saving to speak of.",
  };
  const barely = {
    ...ARTEFACT,
    verdict: `Against ${main}: ${verdict.text}`,
    comparisons: { ...comparisons, [main]: { ...comparisons[main]!, verdict } },
  };
  const top = (artefact: Artefact) => textOf(all(pageOf(artefact), "section")[0]!);
  assertMatch(top(ARTEFACT), /saving/i);
  assertMatch(top(barely), /No saving to speak of\..*orders compared/s);
  assert(!/bps/.test(top(barely)));
});

Deno.test("backtestPage() tells fees, quotes and shares by venue", () => {
  const artefact = changed(ARTEFACT, ({ fees, run, tape }) => {
    run.arguments.fees = { schedule: "own.csv", sha256: "00" };
    fees.assumed = ["XNAS"];
    fees.extrapolated = ["BATS"];
    fees.take_per_share["BATS"] = -0.0002;
    Object.assign(tape.quotes_expire_after_s, { BATS: 1, EDGX: 1 });
  });
  const document = pageOf(artefact);
  assertEquals(rowsOf(document, "Fees as charged; below zero the venue pays").slice(0, 3), [
    ["XNAS", "0.0030", "−0.0020", "assumed: the fee file does not have this venue"],
    ["BATS", "−0.0002", "−0.0020", "extrapolated: the tape is older than the fee"],
    ["EDGX", "0.0030", "−0.0020", "of the day"],
  ]);
  assertMatch(
    textOf(document),
    /Quotes expire never on XNAS, XNYS, ARCX; after 1\u00a0s on BATS, EDGX\./,
  );
  assertMatch(textOf(page), /One fee at all venues, as given\..*Quotes do not expire|Quotes do not expire/s);
  const { router } = ARTEFACT.strategies as Record<"router", Artefact["strategies"][string]>;
  const filled = ARTEFACT.tape.venues.map((venue) => {
    const { taken, rested, crossed } = router.venues[venue] ?? { taken: 0, rested: 0, crossed: 0 };
    return taken + rested + crossed;
  });
  const sum = filled.reduce((a, b) => a + b);
  assertEquals(
    rowsOf(page, "Shares filled, by venue, percent of what the strategy filled").map((row) => row[1]),
    filled.map((shares) => shares === 0 ? "" : spaced(percent(shares / sum))),
  );
});

Deno.test("backtestPage() shows what price limits refused, by strategy and venue", () => {
  const refused = Object.values(ARTEFACT.strategies).map(({ refused_shares }) => refused_shares);
  assert(refused.some(({ total }) => total > 0));
  const rows = rowsOf(page, "Shares refused by price limits, by venue");
  for (const [venue, ...shares] of rows) {
    const expected = refused.map(({ by_venue }) => by_venue[venue!]);
    assertEquals(shares, expected.map((each) => each === undefined ? "" : count(each)));
  }
  assertEquals(
    rowsOf(page, "Filling").map((row) => row[9]),
    refused.map(({ total }) => count(total)),
  );
  assert(!textOf(pageOf(HUGE)).includes("Shares refused by price limits"));
});

Deno.test("backtestPage() shows what set-ups as good saved, where they were asked for", () => {
  assertEquals(rowsOf(page, "Saving on twap in set-ups as good"), [
    ["no fees", "+0.10", "+0.01 to +0.20"],
    ["half as many orders", "+0.20", "n/atoo few horizons"],
    ["a longer horizon", "n/ano room", "n/a"],
  ]);
  assert(!textOf(pageOf(SAME)).includes("Stability"));
});

Deno.test("backtestPage() shows savings under other fees", () => {
  const rows = rowsOf(page, "Savings under other fees, and the change of fees at which there would be none");
  const savings = Object.values(ARTEFACT.what_if_fees["free.csv"]!.savings_bps).map((each) =>
    savedBps(each!)
  );
  assertEquals(rows.map((row) => row[2]), savings);
});

Deno.test("backtestPage() draws markouts over time, with gaps where none was measured", () => {
  const artefact = changed(ARTEFACT, ({ strategies }) => {
    strategies["router"]!.markouts[2]!.rested_bps = null;
  });
  const document = pageOf(artefact);
  const { markouts } = artefact.strategies["router"]!;
  const shown = (key: "bps" | "taken_bps" | "rested_bps") =>
    markouts.map((markout) => markout[key] === null ? "n/a" : savedBps(markout[key]));
  const rows = rowsOf(document, "Markouts, basis points");
  assertEquals(rows.slice(0, 3), [
    ["router", "taken", ...shown("taken_bps")],
    ["router", "rested", ...shown("rested_bps")],
    ["router", "all fills", ...shown("bps")],
  ]);
  assertEquals(rows[1]![4], "n/a");
  const plot = all(sectionOf(document, "strategies"), "svg", "area").at(-1)!;
  const marks = (style: string) => all(plot, "svg", `mark line ${style}`);
  assertEquals([marks("taken").length, marks("rested").length], [4, 3]);
  // As far from one tick to the next as the figures say, downwards.
  const left = all(sectionOf(document, "strategies"), "svg", "left").at(-1)!;
  const ticks = all(left, "text").map((text) =>
    [parseFloat(text.attributes["y"]!), Number(textOf(text).replace("−", "-"))] as const
  );
  const [[y0, v0], [y1, v1]] = [ticks[0]!, ticks.at(-1)!];
  const at = (value: number) => y0 + (y1 - y0) * (value - v0) / (v1 - v0);
  for (const [i, { taken_bps }] of markouts.entries()) {
    assertAlmostEquals(parseFloat(marks("taken")[i]!.attributes["y"]!), at(taken_bps!), 0.02);
  }
});
