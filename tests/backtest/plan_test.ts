import { assertEquals, assertThrows } from "@std/assert";
import { type Plan, planBacktest } from "../../src/backtest/plan.ts";
import { DEFAULTS, type Question, type Setting } from "../../src/backtest/question.ts";
import { QuestionError } from "../../src/search/question_error.ts";
import { parseStrategy, type StrategyName, strategyText } from "../../src/strategy/strategy_name.ts";

const named = (text: string): { readonly name: StrategyName } => ({ name: parseStrategy(text) });

/** Asserts that a question is refused, and for which setting. */
function assertRefused(question: Question, setting: Setting, message: string): void {
  const error = assertThrows(() => planBacktest(question), QuestionError);
  assertEquals([error.setting, error.message], [setting, message]);
}

Deno.test("planBacktest() fills what a question leaves open, also where it says so", () => {
  assertEquals(planBacktest({}).question, DEFAULTS);
  const open = {
    orders: { count: undefined },
    strategy: undefined,
    rules: { quotes: { maxPrint: undefined } },
    search: { axes: undefined },
  };
  assertEquals(planBacktest(open).question, DEFAULTS);
  const { question } = planBacktest({ rules: { refreshNs: 5, quotes: { referenceVenue: "XNAS" } } });
  assertEquals(question.rules, {
    ...DEFAULTS.rules,
    refreshNs: 5,
    quotes: { ...DEFAULTS.rules.quotes, referenceVenue: "XNAS" },
  });
});

Deno.test("planBacktest() searches what the strategy reads, over the values given where there are some", () => {
  const axesOf = ({ usual: { axes } }: Plan): unknown =>
    axes.map(({ name, values }) => [name, values.length]);
  assertEquals(axesOf(planBacktest({})), [["lambdaOver", 5], ["lambdaUnder", 5], ["thetaQueue", 5]]);
  const search = { levels: 3, axes: { lambdaUnder: [2, 1.5] } };
  assertEquals(axesOf(planBacktest({ search })), [["lambdaOver", 3], ["lambdaUnder", 2], ["thetaQueue", 3]]);
  assertEquals(axesOf(planBacktest({ strategy: named("twap+sweep") })), []);
});

Deno.test("planBacktest() takes the adaptive placement, also in what is compared, where impact is learnt", () => {
  const { usual } = planBacktest({
    strategy: {
      ...named("pov+cont-kukanov"),
      impact: "adaptive",
      compare: ["vwap+cont-kukanov", "vwap+sweep"].map(parseStrategy),
    },
  });
  assertEquals(
    [usual.strategy, ...Object.values(usual.others).slice(-2)].map(strategyText),
    ["pov+cont-kukanov-adaptive", "vwap+cont-kukanov-adaptive", "vwap+sweep"],
  );
  assertEquals(usual.axes.map(({ name }) => name), ["lambdaOver", "lambdaUnder"]);
});

Deno.test("planBacktest() takes the comparison that the verdict is to be about, if it is made", () => {
  const compare = [parseStrategy("pov+sweep")];
  for (const primary of ["best_ask", "twap+home", "pov+sweep"]) {
    assertEquals(planBacktest({ strategy: { primary, compare } }).question.strategy.primary, primary);
  }
  for (const primary of ["pov+sweep", "router", "constructor"]) {
    const { others } = planBacktest({}).usual;
    assertRefused(
      { strategy: { primary } },
      "strategy.primary",
      `strategy.primary ${primary}: none of the comparisons, ${Object.keys(others).join(", ")}`,
    );
  }
});

Deno.test("planBacktest() gives plain data, which comes back from JSON the same and is no other plan", () => {
  const asked: Question = {
    orders: {
      count: 4,
      sides: "both",
      size: { kind: "traded", part: 0.05 },
      from: "13:30",
      to: "2024-08-01T20:00:00Z",
      session: "10:00-15:30",
      limit: { kind: "bps", bps: 20 },
    },
    strategy: { ...named("vwap-learnt+cont-kukanov"), volumeProfile: "yesterday" },
    rules: {
      latency: { usualNs: 1e6, byVenue: { XNAS: 0 } },
      queue: "prorata",
      quotes: { collarBps: "none" },
    },
    search: { method: "random", axes: { thetaQueue: [0, 0.1] } },
  };
  const plan = planBacktest(asked);
  assertEquals(planBacktest(JSON.parse(JSON.stringify(asked))), plan);
  assertEquals(JSON.parse(JSON.stringify(plan)), plan);
  assertEquals(planBacktest(plan.question), plan);
});

Deno.test("planBacktest() refuses orders and folds that do not go together", () => {
  const pairs = "with orders.sides both they come in pairs; give an even number";
  assertRefused({ orders: { sides: "both" } }, "orders.count", `orders.count 1: ${pairs}`);
  assertRefused(
    { orders: { count: 3 }, search: { folds: 4 } },
    "search.folds",
    "search.folds 4: needs at least as many orders.count, not 3",
  );
  planBacktest({ orders: { count: 4, sides: "both" }, search: { folds: 4 } });
});

Deno.test("planBacktest() refuses parameters that the strategy does not read, and names those it does", () => {
  assertRefused(
    { strategy: named("twap+sweep"), search: { axes: { lambdaOver: [2] } } },
    "search.axes.lambdaOver",
    "search.axes.lambdaOver: twap+sweep does not read this parameter; it has none",
  );
  assertRefused(
    { strategy: { impact: "adaptive" }, search: { axes: { thetaQueue: [0] } } },
    "search.axes.thetaQueue",
    "search.axes.thetaQueue: twap+cont-kukanov-adaptive does not read this parameter; " +
      "it reads search.axes.lambdaOver, search.axes.lambdaUnder",
  );
});

Deno.test("planBacktest() refuses a grid that would never end, and no other search for its grid", () => {
  const search = { levels: 300 };
  assertRefused(
    { search },
    "search.levels",
    "search.levels 300: makes 27000000 points; at most 10000000 can be tried",
  );
  planBacktest({ search: { ...search, method: "random" } });
});

Deno.test("planBacktest() wants a profile for vwap-learnt, wherever it stands, and for nothing else", () => {
  const learnt = named("vwap-learnt+sweep");
  const compared = { compare: [parseStrategy("vwap-learnt+home")] };
  for (const strategy of [learnt, compared]) {
    const needs = "vwap-learnt needs strategy.volumeProfile FILE, an earlier day";
    assertRefused({ strategy }, "strategy.volumeProfile", needs);
    planBacktest({ strategy: { ...strategy, volumeProfile: "yesterday" } });
  }
  assertRefused(
    { strategy: { volumeProfile: "yesterday" } },
    "strategy.volumeProfile",
    "strategy.volumeProfile needs a strategy with vwap-learnt",
  );
  assertRefused(
    { strategy: { ...learnt, volumeProfile: "yesterday", intervalNs: 80e6 } },
    "strategy.intervalNs",
    "strategy.intervalNs 80ms: cuts the profile's day into more than 1000000 slices",
  );
});

Deno.test("planBacktest() reads all fees, so that none fails after hours of work", () => {
  const csv = "venue,from,add,take,source\nXNAS,2024-01-01,free,0,list\n";
  const fees = { kind: "schedule", name: "bad.csv", csv } as const;
  for (const rules of [{ fees }, { whatIfFees: { bad: fees } }]) {
    assertThrows(() => planBacktest({ rules }), Error, 'bad.csv:2: add is "free"');
  }
});

Deno.test("planBacktest() refuses sessions and limits that make no sense", () => {
  const message = "not regular, all, or hours such as 09:30-16:00 or 08:00-16:30@Europe/London";
  assertRefused({ orders: { session: "day" } }, "orders.session", `orders.session day: ${message}`);
  assertRefused(
    { orders: { session: "16:00-09:30" } },
    "orders.session",
    "orders.session 16:00-09:30: ends before it begins",
  );
  assertRefused(
    { orders: { limit: { kind: "bps", bps: -1e4 } } },
    "orders.limit",
    "orders.limit -10000: must be at least -9999",
  );
  assertRefused(
    { orders: { limit: { kind: "price", dollars: 0 } } },
    "orders.limit",
    "orders.limit 0: must be at least 1e-9",
  );
  planBacktest({
    orders: { session: "08:00-16:30@Europe/London", limit: { kind: "price", dollars: 157.5 } },
    rules: { quotes: { collarBps: "none" } },
  });
});

Deno.test("planBacktest() refuses times that are none", () => {
  assertRefused(
    { orders: { from: "noon" } },
    "orders.from",
    'orders.from: Cannot parse time "noon": use 13:36:32 or 2024-08-01T13:36:32Z',
  );
});
