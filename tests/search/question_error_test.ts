import { assertEquals } from "@std/assert";
import { nameOf, QuestionError, refusal } from "../../src/search/question_error.ts";

Deno.test("QuestionError names settings by their places, or as it is told to", () => {
  const error = refusal`few ${nameOf("orders.count")} (${2}) for ${"rules.queue"}: ${[
    nameOf("search.folds"),
    nameOf("search.seed"),
  ]}`;
  assertEquals(error.message, "few orders.count (2) for rules.queue: search.folds, search.seed");
  // What only reads like a name is none.
  assertEquals(
    error.worded((name) => `<${name}>`),
    "few <orders.count> (2) for rules.queue: <search.folds>, <search.seed>",
  );
  assertEquals([error.name, error.setting, error instanceof QuestionError], [
    "QuestionError",
    "orders.count",
    true,
  ]);
  assertEquals(refusal`nothing`.setting, undefined);
});
