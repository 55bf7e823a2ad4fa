import { assertEquals, assertThrows } from "@std/assert";
import { checkLimits, LIMITS, type Limits } from "../../src/backtest/limits.ts";
import { completeQuestion, DEFAULTS, type Question, type Setting } from "../../src/backtest/question.ts";
import { QuestionError } from "../../src/search/question_error.ts";

const check = (question: Question): void => checkLimits(completeQuestion(question));

function assertBeyond(question: Question, message: string): void {
  const error = assertThrows(() => check(question), QuestionError);
  assertEquals(error.message, message);
}

/** A question with a number at some place. */
function questionWith(setting: Setting, value: number): Question {
  const values: Partial<Record<Setting, unknown>> = {
    "orders.size": { kind: "shares", shares: value },
    "rules.latency": { usualNs: 0, byVenue: { XNAS: value } },
    "search.axes.lambdaOver": [1, value],
    "search.axes.lambdaUnder": [1, value],
    "search.axes.thetaQueue": [1, value],
  };
  return setting.split(".").reduceRight<unknown>(
    (inner, name) => ({ [name]: inner }),
    values[setting] ?? value,
  ) as Question;
}

Deno.test("checkLimits() takes a setting's least and greatest value, and none beyond", () => {
  checkLimits(DEFAULTS);
  for (const [setting, { min, max }] of Object.entries(LIMITS) as [Setting, Limits][]) {
    check(questionWith(setting, min));
    check(questionWith(setting, max));
    assertBeyond(questionWith(setting, min - 1), `${setting} ${min - 1}: must be at least ${min}`);
    assertBeyond(questionWith(setting, max + 1), `${setting} ${max + 1}: must be at most ${max}`);
    assertBeyond(questionWith(setting, NaN), `${setting} NaN: not a number`);
  }
});

Deno.test("checkLimits() takes fractions only where they mean something", () => {
  check({ strategy: { participation: 0.25 }, search: { axes: { lambdaOver: [1.05] } } });
  assertBeyond({ orders: { count: 1.5 } }, "orders.count 1.5: not a whole number");
  assertBeyond({ rules: { refreshNs: 0.5 + 1 } }, "rules.refreshNs 1.5: not a whole number");
});

Deno.test("checkLimits() wants a part of what is displayed or traded, and not far more", () => {
  for (const kind of ["displayed", "traded"] as const) {
    check({ orders: { size: { kind, part: 2.5 } } });
    for (const part of [0, -1, 1e4 + 1, NaN]) {
      assertBeyond(
        { orders: { size: { kind, part } } },
        `orders.size ${part}: must be more than 0 and at most 10000`,
      );
    }
  }
});
