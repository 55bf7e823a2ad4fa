import { assert, assertEquals, assertRejects } from "@std/assert";
import { LIMITS } from "../../src/backtest/limits.ts";
import { planBacktest } from "../../src/backtest/plan.ts";
import { completeQuestion, DEFAULTS, type Question, type Setting } from "../../src/backtest/question.ts";
import { nameOf, refusal } from "../../src/search/question_error.ts";
import { backtestOptions } from "../../src/cli/backtest_options.ts";
import { UsageError } from "../../src/cli/errors.ts";
import { integer } from "../../src/cli/options.ts";
import { readOptions } from "../../src/cli/read_arguments.ts";
import { asking, at, questionOf } from "../../src/cli/question_options.ts";

const read = (...args: string[]): Question => questionOf(backtestOptions, readOptions(args, backtestOptions));

Deno.test("questionOf() asks for the defaults where no option is given", () => {
  assertEquals(completeQuestion(read()), DEFAULTS);
});

Deno.test("questionOf() puts each value where its option says", () => {
  const options = {
    orders: at("orders.count", integer(1, { min: 1, max: 9 }, "orders")),
    maxPrint: at("rules.quotes.maxPrint", integer(5, { min: 1, max: 9 }, "prints"), (value) => 1000 * value),
    workers: integer(2, { min: 1, max: 9 }, "workers"),
  };
  assertEquals(questionOf(options, readOptions(["--orders", "3"], options)), {
    orders: { count: 3 },
    rules: { quotes: { maxPrint: 5000 } },
  });
});

Deno.test("questionOf() makes of the command's options data that JSON keeps", () => {
  const question = read(
    ...[
      "--strategy",
      "pov+sweep",
      "--from",
      "13:36:32",
      "--to",
      "2024-08-01T13:45:14.5Z",
      "--order-size",
      "5%traded",
    ],
    ...[
      "--latency",
      "1ms,XNAS=2ms",
      "--lambda-over",
      "1.5,2",
      "--max-quote-age",
      "2s",
      "--adverse-selection",
    ],
  );
  const complete = completeQuestion(question);
  assertEquals(completeQuestion(JSON.parse(JSON.stringify(question))), complete);
  assertEquals([complete.orders.from, complete.orders.to], [
    "13:36:32.000000000Z",
    "2024-08-01T13:45:14.500000000Z",
  ]);
  assertEquals(complete.rules.quotes.maxAgeNs, 2e9);
  assertEquals(complete.search.axes, { lambdaOver: [1.5, 2] });
  assert(complete.strategy.adverseSelection);
  planBacktest({ ...question, search: {} });
});

Deno.test("asking() names options where the library names settings", async () => {
  const refuse = (): never => {
    throw refusal`${nameOf("orders.horizonNs")} 1h: too long; fewer ${nameOf("orders.count")}`;
  };
  await assertRejects(
    () => asking(backtestOptions, refuse),
    UsageError,
    "--horizon 1h: too long; fewer --orders",
  );
  await assertRejects(() => asking({}, refuse), UsageError, "orders.horizonNs 1h: too long");
  await assertRejects(() => asking({}, () => Promise.reject(new TypeError("own"))), TypeError, "own");
  assertEquals(await asking({}, () => 5), 5);
});

Deno.test("every setting with limits is an option of backtest, but the phase, which --stability moves", async () => {
  for (const setting of Object.keys(LIMITS) as Setting[]) {
    if (setting === "orders.phase") continue;
    const named = asking(backtestOptions, () => Promise.reject(refusal`${nameOf(setting)} is wrong`));
    await assertRejects(() => named, UsageError, "--");
  }
});
