import { assert, assertAlmostEquals, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { Field } from "../../src/report/html/field.ts";
import {
  bps,
  cash,
  count,
  duration,
  finePercent,
  fixed,
  percent,
  plain,
  savedBps,
  signed,
} from "../../src/report/html/figures.ts";
import { markup, sourceOf } from "../../src/report/html/markup.ts";
import { repeatCommand } from "../../src/report/html/repeat_command.ts";
import { backtestPage } from "../../src/report/html/backtest_page.ts";
import { reportPage as pageOf } from "../../src/report/html/report_page.ts";
import { placeOn, scaleBetween, scaleOf } from "../../src/report/html/scale.ts";
import { DataError } from "../../src/market/data_error.ts";
import { randomInt } from "../../src/market/random.ts";
import { trialPage } from "../../src/trial/page.ts";
import { seeds } from "../_seeds.ts";
import { forSeeds } from "../_tapes.ts";

const PAGES = { market: backtestPage, trial: trialPage };

function reportPage(artefact: unknown, file: string): string {
  return pageOf(artefact, file, PAGES);
}

/** An element of a page, or a text in it. */
interface Node {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Node[];
  /** Of a text alone. */
  readonly text: string;
}

const VOID = ["meta"];
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
const TAG = /<(\/?)([a-z][a-z0-9]*)((?: [a-zA-Z][\w:-]*="[^"<>]*")*)(\/?)>/y;

function decode(text: string): string {
  return text.replaceAll(/&([^;]*);/g, (_, name) => {
    const character = ENTITIES[name];
    if (character === undefined) throw new Error(`no entity: &${name};`);
    return character;
  });
}

/** Reads a page, more strictly than a browser: every element is closed, every attribute quoted, all in order. */
function parse(html: string): Node {
  const start = "<!DOCTYPE html>\n";
  assert(html.startsWith(start));
  const root: Node = { name: "", attributes: {}, children: [], text: "" };
  const open = [root];
  for (let at = start.length; at < html.length;) {
    if (html[at] !== "<") {
      const end = html.indexOf("<", at);
      const raw = html.slice(at, end < 0 ? undefined : end);
      assert(!raw.includes(">") || open.at(-1)!.name === "style", raw);
      const text = open.at(-1)!.name === "style" ? raw : decode(raw);
      open.at(-1)!.children.push({ name: "#text", attributes: {}, children: [], text });
      at += raw.length;
      continue;
    }
    TAG.lastIndex = at;
    const tag = TAG.exec(html);
    if (tag === null) throw new Error(`no tag: ${html.slice(at, at + 80)}`);
    at += tag[0].length;
    const [, closes, name, list, isEmpty] = tag;
    if (closes === "/") {
      assertEquals(open.pop()!.name, name, `before ${html.slice(at, at + 80)}`);
      continue;
    }
    const pairs = [...list!.matchAll(/ ([\w:-]+)="([^"]*)"/g)].map((
      [, key, value],
    ) => [key!, decode(value!)]);
    assertEquals(new Set(pairs.map(([key]) => key)).size, pairs.length, tag[0]);
    const node = { name: name!, attributes: Object.fromEntries(pairs), children: [], text: "" };
    open.at(-1)!.children.push(node);
    if (isEmpty !== "/" && !VOID.includes(name!)) open.push(node);
  }
  assertEquals(open.length, 1);
  return root;
}

function* within(node: Node): Generator<Node> {
  for (const child of node.children) {
    yield child;
    yield* within(child);
  }
}

function all(node: Node, name: string, style = ""): Node[] {
  return [...within(node)].filter((each) =>
    each.name === name && (style === "" || each.attributes["class"] === style)
  );
}

function textOf(node: Node): string {
  return node.name === "#text" ? node.text : node.children.map(textOf).join("");
}

/** Texts of a table's rows, by its caption. */
function rowsOf(page: Node, caption: string): string[][] {
  return tableOf(page, caption).map((row) =>
    row.children.map((cell) => textOf(cell).trim().replaceAll(/\s+/g, " "))
  );
}

function tableOf(page: Node, caption: string): Node[] {
  const table = all(page, "table").find((each) => textOf(all(each, "caption")[0]!) === caption);
  assert(table !== undefined, caption);
  return all(table!, "tbody").flatMap((body) => all(body, "tr"));
}

/** The elements and attributes of a page, without its texts. */
function skeletonOf(node: Node): unknown {
  return node.children.filter(({ name }) => name !== "#text").map((child) => [
    child.name,
    Object.keys(child.attributes),
    skeletonOf(child),
  ]);
}

const NAMES = {
  symbol: "XXX",
  home: "XNYS",
  away: "BATY",
  baseline: "twap",
  note: "a note",
  file: "day.csv",
};

function comparison(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    strategy: "twap+best-quote",
    kind: "routing",
    orders_compared: 157,
    orders_not_compared: 1,
    not_compared_because: { "the strategy priced … of … shares beyond the displayed size": 1 },
    saving_bps: 0.44,
    verdict: {
      code: "routing-saves",
      mostly_drift: false,
      text: "Routing saves 0.44 bps (95 % interval 0.36 to 0.52), above all by spread.",
    },
    parts_bps: {
      drift: -0.1,
      spread: 0.5,
      venue: 0.25,
      passive: -0.31,
      residual: 0,
      fees: 0.1,
      opportunity: 0,
    },
    by_order: {
      mean_bps: 0.43,
      median_bps: 0.49,
      standard_deviation_bps: 0.27,
      gained_share: 0.925,
      tied_share: 0.025,
      lost_share: 0.05,
    },
    confidence: {
      starts: 40,
      mean_block_starts: 2,
      effective_horizons: 40,
      interval_bps: { lower: 0.36, upper: 0.52, standard_error: 0.04 },
      detectable_bps: 0.11,
    },
    break_even_take_fee_change_per_share: -0.0165,
    folds: [{ in_sample_bps: 1.75, out_of_sample_bps: 0.03 }, {
      in_sample_bps: 0.99,
      out_of_sample_bps: -0.04,
    }],
    ...overrides,
  };
}

function strategy(name: string, names: typeof NAMES): Record<string, unknown> {
  return {
    strategy: name,
    orders: 158,
    largest_participation: 0.0119,
    shortfalls_bps: { median: 1.04, standard_deviation: 7.15, percentile_95: 13.37 },
    filled: 79000,
    unfilled: 12,
    shares: { taken: 22860, rested: 51672, crossed: 4268, unwound: 3, beyond: 200 },
    fill_rate: 0.9434,
    seconds_to_fill: 324.9,
    cash: 12371516.6378,
    fees: -15.174,
    average_price: 156.60147642,
    shortfall_bps: 1.18,
    parts_bps: {
      drift: 0.7,
      spread: 0.25,
      venue: 0,
      passive: 0.14,
      residual: 0.08,
      fees: 0.01,
      opportunity: 0,
    },
    slippage_bps: { vwap: 1.181, lit_vwap: 1.182, twap: 1.183 },
    participation: 0.0055,
    effective_over_quoted: 1.0032,
    markouts: [
      { seconds: 0.1, bps: -0.62, taken_bps: -0.87, rested_bps: -0.47 },
      { seconds: 1, bps: -0.81, taken_bps: -0.92, rested_bps: -0.74 },
      { seconds: 10, bps: -0.99, taken_bps: -0.84, rested_bps: null },
      { seconds: 60, bps: -1.19, taken_bps: -1.34, rested_bps: -1.11 },
    ],
    venues: {
      [names.home]: {
        taken: 300,
        rested: 500,
        crossed: 100,
        unwound: 0,
        average_price: 156.5,
        fees: 3.86,
        markouts_bps: [-0.59, -0.8, -0.87, null],
      },
      [names.away]: {
        taken: 100,
        rested: 0,
        crossed: 0,
        unwound: 0,
        fees: -0.06,
        markouts_bps: [1, 2, 3, 4],
      },
    },
    model: { solved: 3038, thin_history: 122 },
  };
}

/** A small artefact under market rules, with figures of its own. */
function market(names = NAMES): Record<string, unknown> {
  return {
    best_parameters: { lambda_over: 1.05, lambda_under: 1.7875, theta_queue: null },
    optimized: { total_cash: 12371516.6378, avg_fill_px: 156.6, strategy: "twap+cont-kukanov" },
    baselines: {},
    savings_vs_baselines_bps: { twap: 0.44 },
    schema_version: 1,
    verdict:
      `Against ${names.baseline}: Routing saves 0.44 bps (95 % interval 0.36 to 0.52), above all by spread.`,
    run: {
      tool: "sorlab",
      version: "0.1.0",
      rules: "market",
      tape_digest: "3e5a210e",
      seed: 7,
      arguments: {
        side: "both",
        orders: 200,
        interval_ns: 30e9,
        compare: [],
        fees: { schedule: names.note },
      },
      source: { kind: "file", path: names.file },
    },
    orders: {
      count: 200,
      buys: 101,
      sells: 99,
      quantity: { least: 400, most: 600, sum: 100000 },
      empty: 0,
      horizon_s: 600,
      spacing_s: 230.3,
      window: ["2018-01-02T14:30:00.043000000Z", "2018-01-02T20:59:59.999999941Z"],
      scored: 158,
      scored_from: "2018-01-02T15:50:36.397515139Z",
    },
    tape: {
      symbol: names.symbol,
      rows: 105193,
      skipped_rows: 2,
      venues: [names.home, names.away],
      rows_of_no_venue: { "off-exchange": 12478 },
      clock_resolution: "1ms",
      book_before_trades: false,
      reference_venue: names.home,
      quotes_expire_after_s: { [names.home]: null, [names.away]: 1 },
      quotes: {
        quote_rows: 65998,
        carried_crossed: 0.5526,
        killed: 141,
        expired: 11446,
        crossed: 0,
        locked: 0.0045,
      },
    },
    fees: {
      take_per_share: { [names.home]: 0.003, [names.away]: -0.0002 },
      add_per_share: { [names.home]: -0.0012, [names.away]: 0.0019 },
      assumed: [names.home],
      extrapolated: [names.away],
    },
    search: {
      strategy: "twap+cont-kukanov",
      method: "grid",
      evaluations: 500,
      in_sample: false,
      distinct_executions: 28,
      plateau_points: 5,
      parameters: {
        lambda_under: {
          unit: "half spread + take fee",
          searched: [1, 5],
          identified: true,
          sensitivity: 0.965,
          as_good: [2, 3],
          as_good_share: 0.25,
        },
        lambda_over: {
          unit: "tick",
          searched: [1.05, 4],
          identified: null,
          sensitivity: 0.000002,
          as_good: [1.05, 4],
        },
      },
      folds: [1.05, 1.7875].map((lambda, i) => ({
        from: `2018-01-02T1${5 + i}:48:00.034399988Z`,
        to: `2018-01-02T1${6 + i}:48:00.034399988Z`,
        orders_tuned_on: 36 + i,
        orders_scored: 40 + i,
        best_parameters: { lambda_over: 1.05, lambda_under: lambda, theta_queue: 0.25 },
        in_sample_cost_bps: 1.03,
        stopped: "complete",
      })),
      note: names.note,
    },
    comparisons: {
      [names.baseline]: comparison(),
      best_ask: comparison({
        strategy: "immediate+best-quote",
        kind: "timing",
        saving_bps: -3.25,
        verdict: { code: "not-measurable", mostly_drift: true, text: "Not measurable." },
        confidence: {
          effective_horizons: 13,
          interval_bps: null,
          detectable_bps: null,
          reason: "too few horizons",
        },
      }),
      none: {
        strategy: "twap+home",
        kind: "routing",
        orders_compared: 0,
        orders_not_compared: 158,
        not_compared_because: { [names.note]: 158 },
        saving_bps: null,
        verdict: {
          code: "not-measurable",
          mostly_drift: false,
          text: "Not measurable: no order can be compared.",
        },
      },
    },
    strategies: {
      router: strategy("twap+cont-kukanov", names),
      [names.baseline]: strategy("twap+best-quote", names),
    },
    what_if_fees: { [names.file]: { savings_bps: { [names.baseline]: 0.41, best_ask: -3.5 } } },
    warnings: [`${names.note}: 1 of 158 orders needed more than was displayed`],
  };
}

/** A small artefact under trial rules. */
function trial(names = NAMES): Record<string, unknown> {
  const penalties = { under: 1.5, over: 0, queue: 0.75 };
  const each = (total_cash: number) => ({
    total_cash,
    avg_fill_px: total_cash / 5000,
    risk_penalties: penalties,
  });
  const filled = (total_cash: number) => ({
    ...each(total_cash),
    schedule: "immediate",
    placement: names.note,
    filled_quantity: 4968,
    residual: { shares: 32, price: 224.34 },
    unfilled_quantity: 0,
    cash_before_fees: total_cash - 15,
    fees: 15,
    avg_px_before_fees: 224.513,
    shortfall_bps: 0.486,
    fills: 60,
    snapshots: 145,
    first_fill: "2024-08-01T13:36:38.499072846Z",
    last_fill: null,
    shares_by_venue: { [names.home]: 4700, [names.away]: 300 },
  });
  return {
    best_parameters: { lambda_over: 0.4, lambda_under: 0.6, theta_queue: 0.3 },
    optimized: each(1122579.6),
    baselines: { best_ask: each(1122565), [names.baseline]: each(1122348.62) },
    savings_vs_baselines_bps: { best_ask: -0.13, [names.baseline]: null },
    schema_version: 1,
    run: {
      tool: "sorlab",
      version: "0.1.0",
      rules: "trial",
      tape_digest: "1fef",
      seed: 1,
      arguments: { side: "buy" },
      source: { kind: "generated" },
    },
    order: {
      side: "buy",
      quantity: 5000,
      window: ["2024-08-01T13:36:32.001228944Z", "2024-08-02T14:36:31.949832970Z"],
      arrival_mid: 224.505,
    },
    tape: {
      symbol: names.symbol,
      rows: 76476,
      venues: [names.home, names.away],
      snapshots: 74576,
      locked_snapshots: 580,
    },
    fees: { take_per_share: { [names.home]: 0.003 }, assumed: [], extrapolated: [] },
    search: { points: 125, simulations: 1, distinct_executions: 1, identified: false, note: names.note },
    strategies: {
      router: filled(1122579.6),
      best_ask: { ...filled(1122565), saving_bps: -0.13 },
      [names.baseline]: { ...filled(1122348.62), saving_bps: null, saving_reason: "unequal quantities" },
    },
    warnings: [],
  };
}

const RULES = { market, trial };

function page(artefact: unknown): Node {
  return parse(reportPage(artefact, "day.json"));
}

for (const [rules, make] of Object.entries(RULES)) {
  Deno.test(`reportPage() of ${rules} rules is one document that runs and loads nothing`, () => {
    const html = reportPage(make(), "day.json");
    const document = parse(html);
    assertEquals(document.children.filter(({ name }) => name !== "#text").map(({ name }) => name), ["html"]);
    for (const { name, attributes } of within(document)) {
      assert(
        !["script", "link", "img", "iframe", "object", "image", "use", "foreignObject"].includes(name),
        name,
      );
      for (const [key, value] of Object.entries(attributes)) {
        assert(!key.startsWith("on") && !["src", "srcset", "action"].includes(key), key);
        if (key === "href") assertEquals(value, "#warnings");
        if (key === "style") assertMatch(value, /^--part:\d\.\d{3}$/);
        assert(!/url|:\/\//i.test(value), value);
      }
    }
    const style = textOf(all(document, "style")[0]!);
    assert(!/url\(|@import|https?:/.test(style));
    const policy = all(document, "meta").find((meta) => "http-equiv" in meta.attributes)!;
    assertMatch(policy.attributes["content"]!, /^default-src 'none'; style-src 'unsafe-inline'$/);
    assertEquals(html, reportPage(structuredClone(make()), "elsewhere.json"));
  });

  Deno.test(`reportPage() of ${rules} rules names every plot and heads every table`, () => {
    const document = page(make());
    const plots = all(document, "svg").filter(({ attributes }) => attributes["role"] === "img");
    assert(plots.length > 1);
    for (const plot of plots) {
      assertEquals(plot.children[0]!.name, "title");
      assert(textOf(plot.children[0]!).length > 5);
    }
    for (const table of all(document, "table")) {
      assertEquals(all(table, "caption").length, 1);
      for (const row of all(table, "tr")) assert(["th", "td"].includes(row.children[0]!.name));
      const widths = all(table, "tr").map(({ children }) =>
        children.reduce((sum, { attributes }) => sum + Number(attributes["colspan"] ?? 1), 0)
      );
      assertEquals(new Set(widths).size, 1, textOf(all(table, "caption")[0]!));
    }
    const ids = [...within(document)].flatMap(({ attributes }) => attributes["id"] ?? []);
    assertEquals(new Set(ids).size, ids.length);
  });

  Deno.test(`reportPage() of ${rules} rules shows text as text, whatever it is`, () => {
    const plain = page(make());
    const payloads = [
      `<script>alert(1)</script>`,
      `"><img src=x onerror=alert(1)>`,
      `' onmouseover='alert(1)`,
      `</title></style></svg><b>`,
      `<!-- & &lt; --> ]]> {{x}} \${x}`,
      `\u0000\u001b[31m\ud800\u202e`,
    ];
    for (const payload of payloads) {
      const names = Object.fromEntries(Object.entries(NAMES).map(([key], i) => [key, `${payload}${i}`]));
      const hostile = page(make(names as typeof NAMES));
      assertEquals(skeletonOf(hostile), skeletonOf(plain), payload);
      const shown = payload.replaceAll(/\p{Cc}|\p{Cs}/gu, "\ufffd");
      for (const i of [0, 1, 2, 3, 4]) {
        assert(textOf(hostile).includes(`${shown}${i}`), `${payload}${i}`);
      }
    }
  });

  Deno.test(`reportPage() of ${rules} rules does without any one figure, and refuses what is none`, () => {
    const artefact = make();
    const paths = [...pathsOf(artefact)];
    assert(paths.length > 60);
    for (const [at, path] of paths.entries()) {
      if (["schema_version", "run", "run.rules"].includes(path.join("."))) continue;
      page(replaced(artefact, path, null));
      // By turns, one for each path, or all.
      for (let turn = at; turn < at + seeds(1, WRONG.length); turn++) {
        try {
          page(replaced(artefact, path, WRONG[turn % WRONG.length]));
        } catch (error) {
          if (!(error instanceof DataError)) throw error;
          assertMatch(error.message, /^day\.json: [^\n]* is [^\n]*: (not|neither) /);
        }
      }
    }
  });
}

/** What is no figure, text or list of an artefact's. */
const WRONG = ["a text", -1e300, true, [[]], { x: {} }];

/** Ways to all that is within. */
function* pathsOf(value: unknown): Generator<string[]> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    yield [key];
    for (const path of pathsOf(child)) yield [key, ...path];
  }
}

/** A copy with another value there. */
function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  const copy = Array.isArray(value) ? [...value] : { ...value as object };
  const there = copy as Record<string, unknown>;
  there[key!] = rest.length === 0 ? by : replaced(there[key!], rest, by);
  return copy;
}

Deno.test("reportPage() shows figures as in the artefact, the exact ones for programs", () => {
  for (const make of Object.values(RULES)) {
    const artefact = make();
    const given = new Set([...pathsOf(artefact)].map((path) =>
      path.reduce<unknown>(
        (value, key) => (value as Record<string, unknown>)[key],
        artefact,
      )
    ));
    // Shares by venue are worked out.
    const worked = [900 / 1000, 100 / 1000, 4700 / 5000, 300 / 5000];
    const shown = all(page(artefact), "data");
    assert(shown.length > 50);
    for (const data of shown) {
      const value = Number(data.attributes["value"]);
      assert(given.has(value) || worked.includes(value), `${value}`);
      const rounded = Number(textOf(data).replace("\u2212", "-").replaceAll(/[,+]|\u00a0.*$/g, ""));
      const factor = textOf(data).endsWith("%") ? 100 : textOf(data).endsWith("min") ? 1 / 60 : 1;
      if (!textOf(data).startsWith("<")) {
        assertAlmostEquals(rounded, value * factor, Math.max(0.051, Math.abs(value * factor) / 100));
      }
    }
  }
});

Deno.test("reportPage() of market rules keeps its order", () => {
  const document = page(market());
  assertEquals(textOf(all(document, "h1")[0]!), "twap+cont-kukanov on XXX 2018-01-02");
  const [panel, ...sections] = all(document, "section");
  assertEquals(panel!.attributes["class"], "verdict good");
  assertEquals(textOf(all(panel!, "p", "words")[0]!), market()["verdict"]);
  assertEquals(sections.map(({ attributes }) => attributes["id"]), [
    "comparisons",
    "parts",
    "strategies",
    "tuning",
    "orders",
    "tape",
    "fees",
    "warnings",
    "repeat",
  ]);
});

Deno.test("reportPage() compares, with the reason for what is missing", () => {
  const document = page(market());
  const rows = rowsOf(document, "Savings by comparison");
  assertEquals(rows.map((row) => [row[0], row[1], row[2], row[4], row[5], row[6]]), [
    ["Routing: the same schedule, another placement", undefined, undefined, undefined, undefined, undefined],
    ["twap twap+best-quote", "+0.44", "+0.36 to +0.52", "40", "0.11", "92.5 % 2.5 % tied"],
    ["none twap+home", "n/a", "n/a", "n/a", "n/a", "n/a"],
    ["Timing: another schedule", undefined, undefined, undefined, undefined, undefined],
    ["best_ask immediate+best-quote", "−3.25", "n/atoo few horizons", "13", "n/a", "92.5 % 2.5 % tied"],
  ]);
  assertEquals(rows[1]![7]!.slice(0, 13), "routing saves");
  assertMatch(
    textOf(document),
    /Orders not compared: 1 as the strategy .* \(against twap, best_ask\); 158 as a note \(against none\)\./,
  );
});

/** Figures at the places of a table's axis: a line through its ticks. */
function axisOf(page: Node, caption: string): (place: string | undefined) => number {
  const table = all(page, "table").find((each) => textOf(all(each, "caption")[0]!) === caption)!;
  const ticks = all(all(all(table, "tfoot")[0]!, "svg", "axis")[0]!, "text").map((text) => ({
    x: parseFloat(text.attributes["x"]!),
    value: Number(textOf(text).replace("−", "-")),
  }));
  const [first, last] = [ticks[0]!, ticks.at(-1)!];
  const slope = (last.value - first.value) / (last.x - first.x);
  for (const { x, value } of ticks) assertAlmostEquals(first.value + slope * (x - first.x), value, 1e-3);
  return (place) => first.value + slope * (parseFloat(place!) - first.x);
}

Deno.test("reportPage() draws intervals and parts where their axis says", () => {
  const document = page(market());
  const close = (actual: number, expected: number) => assertAlmostEquals(actual, expected, 2e-3);
  const savings = axisOf(document, "Savings by comparison");
  const [, row] = tableOf(document, "Savings by comparison");
  const interval = all(row!, "line", "interval")[0]!.attributes;
  close(savings(interval["x1"]), 0.36);
  close(savings(interval["x2"]), 0.52);
  close(savings(all(row!, "circle", "point")[0]!.attributes["cx"]), 0.44);
  close(savings(all(row!, "line", "zero")[0]!.attributes["x1"]), 0);
  const band = all(row!, "rect", "undetectable")[0]!.attributes;
  close(savings(band["x"]), -0.11);
  close(savings(`${parseFloat(band["x"]!) + parseFloat(band["width"]!)}`), 0.11);

  const parts = axisOf(document, "Savings by part, basis points");
  const [, stack] = tableOf(document, "Savings by part, basis points");
  const stacked = {
    drift: [-0.1, 0],
    spread: [0, 0.5],
    venue: [0.5, 0.75],
    passive: [-0.41, -0.1],
    fees: [0.75, 0.85],
  };
  assertEquals(
    all(stack!, "rect").map(({ attributes }) => attributes["class"]),
    Object.keys(stacked).map((part) => `part ${part}`),
  );
  for (const [part, [from, to]] of Object.entries(stacked)) {
    const { x, width } = all(stack!, "rect", `part ${part}`)[0]!.attributes;
    close(parts(x), from!);
    close(parts(`${parseFloat(x!) + parseFloat(width!)}`), to!);
  }
  close(parts(all(stack!, "line", "total")[0]!.attributes["x1"]), 0.44);
});

Deno.test("reportPage() sets in-sample beside out-of-sample savings", () => {
  const document = page(market());
  const caption = "Folds: parameters chosen, and what they saved on twap";
  const rows = rowsOf(document, caption);
  assertEquals(rows.map((row) => [row[1], row[2], row[3], row[4], row[6], row[8]]), [
    ["36", "40", "1.05", "1.05", "+1.75", "+0.03"],
    ["37", "41", "1.7875", "1.05", "+0.99", "−0.04"],
  ]);
  const at = axisOf(document, caption);
  const [first] = tableOf(document, caption);
  assertAlmostEquals(at(all(first!, "circle", "point open")[0]!.attributes["cx"]), 1.75, 1e-3);
  assertAlmostEquals(at(all(first!, "circle", "point")[0]!.attributes["cx"]), 0.03, 1e-3);
  assertEquals(rowsOf(document, "Savings by fold: in-sample → out of sample").map((row) => row[1]), [
    "+1.75 → +0.03",
    "+1.75 → +0.03",
    "n/a → n/a",
  ]);
  const parameters = rowsOf(document, "What the last search tells of the parameters");
  assertEquals(parameters.map((row) => [row[1], row[2], row[3], row[5], row[6]]), [
    ["yes", "96.5 %", "1 to 5", "2 to 3", "25.0 %"],
    ["open: no two points differ in it alone", "<0.1 %", "1.05 to 4", "1.05 to 4", "n/a"],
  ]);
});

Deno.test("reportPage() warns at its top of what is no evidence", () => {
  const artefact = market();
  const inSample = { ...artefact, search: { ...artefact["search"] as object, in_sample: true } };
  assertMatch(textOf(all(page(inSample), "section")[0]!), /In-sample: .* no evidence.*1 warning to read/s);
  assert(!textOf(all(page(market()), "section")[0]!).includes("In-sample"));
});

Deno.test("reportPage() of market rules tells fees, quotes and shares by venue", () => {
  const document = page(market());
  assertEquals(rowsOf(document, "Fees as charged; below zero the venue pays"), [
    ["XNYS", "0.0030", "−0.0012", "assumed: the fee file does not have this venue"],
    ["BATY", "−0.0002", "0.0019", "extrapolated: the tape is older than the fee"],
  ]);
  assertMatch(textOf(document), /Quotes expire never on XNYS; after 1\u00a0s on BATY\./);
  assertEquals(rowsOf(document, "Shares filled, by venue, percent of what the strategy filled"), [
    ["XNYS", "90.0 %", "90.0 %"],
    ["BATY", "10.0 %", "10.0 %"],
  ]);
});

Deno.test("reportPage() of trial rules shows the four keys, and why a saving is missing", () => {
  const document = page(trial());
  assertEquals(
    rowsOf(document, "The router against the baselines").map((row) => [row[0], row[1], row[3], row[4]]),
    [
      ["best_ask", "−0.13", "1,122,565.00", "224.5130"],
      ["twap", "n/aunequal quantities", "1,122,348.62", "224.4697"],
    ],
  );
  const text = textOf(document).replaceAll(/\s+/g, " ");
  assertMatch(text, /The router's saving: −0\.13 bps on best_ask, n\/a on twap/);
  assertMatch(text, /best lambda_over0\.4 .*best lambda_under0\.6 .*best theta_queue0\.3/);
  assertMatch(text, /One order on one path: there is no interval/);
  const filled = rowsOf(document, "How each was filled");
  assertEquals(filled[0]!.slice(1), [
    "4,968",
    "32 at 224.3400",
    "0",
    "60",
    "145",
    "13:36:38",
    "n/a",
    "1.50",
    "0.00",
    "0.75",
  ]);
});

Deno.test("reportPage() makes do with an artefact that has next to nothing", () => {
  for (const rules of Object.keys(RULES)) {
    const document = page({ schema_version: 1, run: { rules } });
    assert(textOf(document).includes("n/a"));
  }
});

Deno.test("reportPage() refuses what is no artefact it knows", () => {
  const fail = (artefact: unknown, message: string) => {
    const error = assertThrows(() => reportPage(artefact, "x.json"), DataError);
    assertEquals(error.message, `x.json: ${message}`);
  };
  for (const none of [null, 7, "text", [], {}, { verdict: "x" }]) {
    fail(none, 'no artefact of sorlab: there is no "schema_version"');
  }
  fail({ schema_version: 2 }, "an artefact of schema version 2; this sorlab reads version 1");
  fail({ schema_version: "1" }, 'an artefact of schema version "1"; this sorlab reads version 1');
  fail({ schema_version: 1 }, 'run.rules is "": not market or trial');
  fail(
    { schema_version: 1, run: { rules: "constructor" } },
    'run.rules is "constructor": not market or trial',
  );
});

Deno.test("Field names what is wrong, and where, in one harmless line", () => {
  const root = new Field({ "a\u001b[31m\n": [1, { b: "x".repeat(100) }] }, "x.json");
  const error = assertThrows(() => root.at("a\u001b[31m\n").list()[1]!.at("b").number(), DataError);
  assertEquals(
    error.message,
    `x.json: "a\\u001b[31m\\n"[1].b is "${"x".repeat(39)}…: not a number of this report's`,
  );
  assert(new Field({}, "x").at("constructor", "name").isMissing);
  assertThrows(() => new Field(JSON.parse("1e999"), "x").number(), DataError);
});

Deno.test("markup escapes in elements and attributes, and nothing twice", () => {
  const inner = markup`<b>${`<&>"'`}</b>`;
  assertEquals(sourceOf(markup`${inner}${[1, "é\t\n"]}`), "<b>&lt;&amp;&gt;&quot;&#39;</b>1é\t\n");
  assertEquals(sourceOf("\u0000\u0085\ufffe\udc00😀"), "\ufffd\ufffd\ufffd\ufffd😀");
});

Deno.test("figures are rounded as their readers want them", () => {
  assertEquals([bps(-0.004), savedBps(0.004), savedBps(0.006), savedBps(-1.5)], [
    "0.00",
    "0.00",
    "+0.01",
    "−1.50",
  ]);
  assertEquals([count(12371516.6), cash(-1234.5), fixed(1)(-0), signed(1)(1234)], [
    "12,371,517",
    "−1,234.50",
    "0.0",
    "+1,234.0",
  ]);
  assertEquals([percent(0), percent(0.0004), percent(0.5526), finePercent(0.0055)], [
    "0.0\u00a0%",
    "<0.1\u00a0%",
    "55.3\u00a0%",
    "0.55\u00a0%",
  ]);
  assertEquals([plain(1.7875), plain(-0.000012345678), plain(1 / 3)], ["1.7875", "−0.000012346", "0.33333"]);
  assertEquals([duration(0.1), duration(600), duration(230.3), duration(23400)], [
    "0.1\u00a0s",
    "10\u00a0min",
    "3.84\u00a0min",
    "6.5\u00a0h",
  ]);
});

Deno.test("scaleOf() holds all figures and zero, with few round ticks", () => {
  forSeeds(1, 300, (random) => {
    const size = 10 ** (randomInt(random, 20) - 8);
    const figures = Array.from({ length: randomInt(random, 7) }, () => (random() - 0.5) * size);
    const most = 3 + randomInt(random, 4);
    const scale = scaleOf(figures, most);
    const { low, high, ticks, decimals } = scale;
    const step = (high - low) / (ticks.length - 1);
    assert(low <= 0 && high >= 0 && low < high);
    for (const figure of figures) {
      assert(figure >= low - 0.011 * step && figure <= high + 0.011 * step);
      const place = placeOn(scale, figure);
      assert(place >= 4 && place <= 96);
    }
    assert(ticks.length >= 2 && ticks.length <= most + 1, `${ticks}`);
    assert(ticks.includes(0), `${ticks}`);
    assertEquals(new Set(ticks.map((tick) => tick.toFixed(decimals))).size, ticks.length);
  });
});

Deno.test("scaleBetween() makes room about figures that cannot be told apart", () => {
  for (const [least, greatest] of [[0, 0], [3, 3], [-2e9, -2e9], [5, 1], [9e15, 9e15]] as const) {
    const { low, high, ticks } = scaleBetween(least, greatest);
    assert(low < high && ticks.length <= 7, `${least} ${greatest}`);
  }
});

Deno.test("repeatCommand() quotes what a shell would take apart", () => {
  const run = {
    rules: "market",
    seed: 1,
    source: { kind: "file", path: "it's; rm -rf $HOME" },
    arguments: {
      compare: ["pov+sweep", "twap+home"],
      volume_profile: { file: "-a b", tape_digest: "3e5a" },
      what_if_fees: [{ schedule: "x.csv", sha256: "00" }, { schedule: "y.csv", sha256: "11" }],
      interval_ns: 1500000,
      adverse_selection: false,
      fees: { schedule: "own fees.csv", sha256: "22" },
    },
  };
  assertEquals(
    repeatCommand(new Field(run, "x.json")),
    String
      .raw`sorlab backtest --data 'it'\''s; rm -rf $HOME' --rules market --seed 1 --compare pov+sweep,twap+home ` +
      "--volume-profile='-a b' --what-if-fees x.csv,y.csv --interval 1500000ns --fees 'own fees.csv'",
  );
});

Deno.test("reportPage() draws markouts over time, with gaps where none was measured", () => {
  const document = page(market());
  const rows = rowsOf(document, "Markouts, basis points");
  assertEquals(rows.slice(0, 3), [
    ["router", "taken", "−0.87", "−0.92", "−0.84", "−1.34"],
    ["router", "rested", "−0.47", "−0.74", "n/a", "−1.11"],
    ["router", "all fills", "−0.62", "−0.81", "−0.99", "−1.19"],
  ]);
  const [plot] = all(document, "svg", "lines");
  const [taken, rested] = ["taken", "rested"].map((style) => all(plot!, "line", `line ${style}`));
  assertEquals([taken!.length, rested!.length], [3, 1]);
  // As far from one tick to the next as the figures say, downwards.
  const heights = all(plot!, "circle", "dot taken").map(({ attributes }) => parseFloat(attributes["cy"]!));
  const ticks = all(plot!, "text").map((
    text,
  ) => [parseFloat(text.attributes["y"]!), textOf(text).replace("−", "-")]);
  const [[y0, v0], [y1, v1]] = ticks as [[number, string], [number, string]];
  const at = (value: number) => y0 + (y1 - y0) * (value - Number(v0)) / (Number(v1) - Number(v0));
  for (const [i, value] of [-0.87, -0.92, -0.84, -1.34].entries()) {
    assertAlmostEquals(heights[i]!, at(value), 0.02);
  }
});
