import { assertInstanceOf } from "@std/assert";
import { queueModel } from "../../../src/execution/queue/models.ts";
import { ProrataQueue } from "../../../src/execution/queue/prorata.ts";
import { RiskAverseQueue } from "../../../src/execution/queue/risk_averse.ts";
import { quote, XNAS } from "../../market/_rows.ts";
import { marketOf } from "../_market.ts";

Deno.test("queueModel() makes the model of a name", () => {
  const market = marketOf([quote(1, XNAS, [10, 100], [10.02, 100])]);
  assertInstanceOf(queueModel("risk-averse", market), RiskAverseQueue);
  assertInstanceOf(queueModel("prorata", market), ProrataQueue);
});
