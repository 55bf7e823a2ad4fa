import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { PARTS } from "../../../src/analysis/attribution.ts";
import { UNCOMPARED } from "../../../src/analysis/paired_saving.ts";
import { backtestPage } from "../../../src/report/html/backtest_page.ts";
import { bps, count, percent, plain, savedBps } from "../../../src/report/html/figures.ts";
import { documentOf } from "../../../src/report/html/page.ts";
import { readArtefact } from "../../../src/report/read_artefact.ts";
import { type Artefact, artefactSchema, type ComparisonReport } from "../../../src/report/schema.ts";
import { artefactOf, outcomeOf } from "../_outcome.ts";
import { changed } from "./_changed.ts";
import { assertChecked, assertEscaped, assertFigures, assertHarmless, assertNamed } from "./_checks.ts";
import { all, axisOf, type Node, parse, rowsOf, spaced, tableOf, textOf } from "./_page.ts";

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

function makePage(artefact: unknown, file: string): string {
  return documentOf(backtestPage(readArtefact(artefact, file)));
}

function pageOf(artefact: Artefact): Node {
  return parse(makePage(artefact, "day.json"));
}

const page = pageOf(ARTEFACT);

Deno.test("backtestPage() is one document that runs and loads nothing", () => {
  for (const artefact of [ARTEFACT, SAME, HUGE, IN_SAMPLE]) assertHarmless(artefact, makePage);
});

Deno.test("backtestPage() names every plot and heads every table", () => {
  for (const artefact of [ARTEFACT, SAME, HUGE, IN_SAMPLE]) assertNamed(pageOf(artefact));
});

Deno.test("backtestPage() shows text as text, whatever it is", () => {
  const { tape, search, verdict, warnings, main_comparison } = ARTEFACT;
  const shown = [tape.symbol, ...tape.venues, search.note, verdict, ...warnings, main_comparison, "free.csv"];
  assertEscaped(ARTEFACT, artefactSchema, shown, makePage);
});

Deno.test("backtestPage() is made of artefacts alone that have all their fields", () => {
  assertChecked(HUGE, makePage);
  assertChecked(SAME.comparisons, (comparisons, file) => makePage({ ...SAME, comparisons }, file));
});

Deno.test("backtestPage() shows figures as in the artefact, the exact ones for programs", () => {
  const shares = Object.values(ARTEFACT.strategies).flatMap(({ venues }) => {
    const filled = Object.values(venues).map(({ taken, rested, crossed }) => taken + rested + crossed);
    const sum = filled.reduce((a, b) => a + b);
    return filled.map((each) => each / sum);
  });
  assertFigures(page, ARTEFACT, shares);
});

Deno.test("backtestPage() keeps its order", () => {
  assertEquals(textOf(all(page, "h1")[0]!), "twap+cont-kukanov on AAPL 2024-08-01");
  const [panel, ...sections] = all(page, "section");
  assertEquals(ARTEFACT.comparisons["twap"]!.verdict.code, "saves");
  assertEquals(panel!.attributes["class"], "verdict good");
  assertEquals(textOf(all(panel!, "p", "words")[0]!), ARTEFACT.verdict);
  assertEquals(sections.map(({ attributes }) => attributes["id"]), [
    "comparisons",
    "parts",
    "stability",
    "strategies",
    "tuning",
    "orders",
    "tape",
    "fees",
    "warnings",
    "repeat",
  ]);
});

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

/** What the table of comparisons has of one. */
function cellsOf(name: string, { strategy, saving_bps, confidence, by_order }: ComparisonReport): string[] {
  const { interval_bps: interval, detectable_bps, n_eff } = confidence!;
  const tied = by_order!.tied_share === 0 ? "" : ` ${percent(by_order!.tied_share)} tied`;
  return [
    name === strategy ? name : `${name} ${strategy}`,
    savedBps(saving_bps!),
    `${savedBps(interval!.lower)} to ${savedBps(interval!.upper)}`,
    count(n_eff),
    bps(detectable_bps!),
    `${percent(by_order!.gained_share)}${tied}`,
  ].map(spaced);
}

Deno.test("backtestPage() compares: routing first, each with its interval and what it is worth", () => {
  const rows = rowsOf(page, "Savings by comparison");
  const cells = (name: string) => cellsOf(name, ARTEFACT.comparisons[name]!);
  const none = Array(5).fill(undefined);
  assertEquals(rows.map((row) => [row[0], row[1], row[2], row[4], row[5], row[6]]), [
    ["Routing: the same schedule, another placement", ...none],
    cells("twap"),
    cells("twap+home"),
    ["Timing: another schedule", ...none],
    cells("best_ask"),
    cells("vwap"),
    cells("pov+static-relative"),
  ]);
  assert(rows.some((row) => row[6]?.endsWith("tied")));
  assertEquals(rows[1]![7]!.slice(0, 13), "routing saves");
  assert(rows[1]![7]!.includes(ARTEFACT.comparisons["twap"]!.verdict.text));
});

Deno.test("backtestPage() has the reason for what is missing, once", () => {
  const rows = rowsOf(pageOf(SAME), "Savings by comparison");
  const { confidence, verdict } = SAME.comparisons["twap"]!;
  const reason = "the orders span 12 independent horizons, where an interval takes 20";
  assertEquals([verdict.code, confidence!.reason], ["same", reason]);
  assertEquals(rows[1]!.slice(0, 3), ["twap twap+best-quote", "0.00", `n/a${reason}`]);
  const timing = rows.find(([name]) => name!.startsWith("best_ask"))!;
  assertEquals([timing[2], timing[5]], ["n/a", "n/a"]);
  assert(timing[7]!.includes(reason));
});

Deno.test("backtestPage() says why orders were not compared, and against which", () => {
  const document = pageOf(HUGE);
  const rows = rowsOf(document, "Savings by comparison");
  assertEquals(rows[1], [
    "twap twap+best-quote",
    ...Array(5).fill("n/a"),
    "not measurable Not measurable: none of the 16 orders can be compared.",
  ]);
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
  const savings = axisOf(page, "Savings by comparison");
  const [, row] = tableOf(page, "Savings by comparison");
  const interval = all(row!, "line", "interval")[0]!.attributes;
  savings.assertAt(interval["x1"], lower);
  savings.assertAt(interval["x2"], upper);
  savings.assertAt(all(row!, "circle", "point")[0]!.attributes["cx"], saving_bps!);
  savings.assertAt(all(row!, "line", "zero")[0]!.attributes["x1"], 0);
  const band = all(row!, "rect", "undetectable")[0]!.attributes;
  savings.assertAt(band["x"], -confidence!.detectable_bps!);
  savings.assertAt(parseFloat(band["x"]!) + parseFloat(band["width"]!), confidence!.detectable_bps!);

  const axis = axisOf(page, "Savings by part, basis points");
  const [, stack] = tableOf(page, "Savings by part, basis points");
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
  const caption = "Folds: parameters chosen, and what they saved on twap";
  assertEquals(
    rowsOf(page, caption).map((row) => row.slice(1, 8).concat(row.slice(9))),
    search.folds.map(({ orders_tuned_on, orders_scored, best_parameters, in_sample_cost_bps }, i) => [
      count(orders_tuned_on),
      count(orders_scored),
      ...Object.values(best_parameters).map((value) => plain(value!)),
      bps(in_sample_cost_bps),
      savedBps(savings[i]!.in_sample_bps),
      savedBps(savings[i]!.out_of_sample_bps!),
    ]),
  );
  const axis = axisOf(page, caption);
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
    rowsOf(page, "How the orders were filled").map((row) => row[9]),
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
  const [plot] = all(document, "svg", "lines");
  const [taken, rested] = ["taken", "rested"].map((style) => all(plot!, "line", `line ${style}`));
  assertEquals([taken!.length, rested!.length], [3, 1]);
  // As far from one tick to the next as the figures say, downwards.
  const heights = all(plot!, "circle", "dot taken").map(({ attributes }) => parseFloat(attributes["cy"]!));
  const ticks = all(plot!, "text").map((
    text,
  ) => [parseFloat(text.attributes["y"]!), Number(textOf(text).replace("−", "-"))]);
  const [[y0, v0], [y1, v1]] = ticks as [[number, number], [number, number]];
  const at = (value: number) => y0 + (y1 - y0) * (value - v0) / (v1 - v0);
  for (const [i, { taken_bps }] of markouts.entries()) {
    assertAlmostEquals(heights[i]!, at(taken_bps!), 0.02);
  }
});
