import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { CancelsAheadQueue } from "../../../src/execution/queue/cancels_ahead.ts";
import {
  cancelsAhead,
  parseQueueName,
  queueModel,
  seesCancels,
} from "../../../src/execution/queue/models.ts";
import { RiskAverseQueue } from "../../../src/execution/queue/risk_averse.ts";
import { quote, XNAS } from "../../market/_rows.ts";
import { marketOf } from "../_market.ts";

Deno.test("queueModel() makes the model of a name", () => {
  const market = marketOf([quote(1, XNAS, [10, 100], [10.02, 100])]);
  assertInstanceOf(queueModel("risk-averse", market), RiskAverseQueue);
  assertInstanceOf(queueModel("prorata", market), CancelsAheadQueue);
  assertInstanceOf(queueModel(cancelsAhead(0.3), market), CancelsAheadQueue);
});

Deno.test("parseQueueName() reads what cancelsAhead() writes, and names what is no model", () => {
  for (
    const name of ["risk-averse", "prorata", cancelsAhead(0.37), cancelsAhead(0), cancelsAhead(1)] as const
  ) {
    assertEquals(parseQueueName(name), name);
  }
  for (const text of ["fifo", "cancels-ahead", "cancels-ahead:-1", "cancels-ahead:1e3", "cancels-ahead:"]) {
    assertThrows(() => parseQueueName(text), SyntaxError, "use risk-averse, prorata or cancels-ahead:X");
  }
  assertThrows(() => parseQueueName("cancels-ahead:1.5"), SyntaxError, "0 to 1");
});

Deno.test("seesCancels() is false of the cautious model alone", () => {
  assertEquals([seesCancels("risk-averse"), seesCancels("prorata"), seesCancels("cancels-ahead:0")], [
    false,
    true,
    true,
  ]);
});
