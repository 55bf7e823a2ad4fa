// A day of real data through a real broker: ten minutes of it, in the long run the whole. See _broker.ts.
import { assert, assertEquals } from "@std/assert";
import { IS_LONG } from "../_seeds.ts";
import { FOLDER, isThere, TAQ } from "../execution/_real_data.ts";
import { anyBroker, NO_BROKER } from "./_broker.ts";
import { sorlab } from "./_warm.ts";

const ignored = NO_BROKER !== "" || !isThere(TAQ);
// deno-lint-ignore no-console -- the test runner has no reason beside "ignored"
if (ignored) console.warn(`tests/kafka: TAQ day ignored: ${NO_BROKER || "no shared/data"}`);

const TEN_MINUTES = ["--from", "15:00", "--to", "15:10"];
const WINDOW = IS_LONG ? [] : TEN_MINUTES;
const RULES = [["--rules", "trial"], ["--orders", "40", "--side", "both", "--order-size", "5%traded"]];

Deno.test({
  name: "sorlab over Kafka gives the very artefact of the file, the TAQ day",
  ignore: ignored,
  async fn() {
    const topic = `test-${crypto.randomUUID().slice(0, 8)}`;
    const { bootstrap } = await anyBroker();
    const day = ["--data", FOLDER + TAQ];
    const over = ["--topic", topic, "--bootstrap", bootstrap];
    const sent = await sorlab({}, "produce", ...over, ...day, ...WINDOW, "--speed", "max", "--quiet");
    assertEquals(sent.code, 0, sent.stderr);
    for (const rules of RULES) {
      const args = [...rules, ...WINDOW, "--grid", "2", "--quiet", "--no-file"];
      const file = await sorlab({}, "backtest", ...day, ...args);
      const kafka = await sorlab({}, "backtest", "--kafka", ...over, ...args);
      const source = /"source": \{[^}]*\}/;
      assertEquals({ ...kafka, stdout: "" }, { code: 0, stdout: "", stderr: "" });
      assert(kafka.stdout.replace(source, "") === file.stdout.replace(source, ""), "the artefacts differ");
      assertEquals(JSON.parse(kafka.stdout).run.source.kind, "kafka");
    }
  },
});
