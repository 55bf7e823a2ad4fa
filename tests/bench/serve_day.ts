/**
 * A real day through the live view, in a process that has done nothing before: `serve_day.ts FILE`. Such a day has few
 * rows and many orders. Prints figures as JSON.
 *
 * @module
 */

import { openTape } from "../../src/source/open_tape.ts";
import { PaperTrading } from "../../src/serve/trading/paper_trading.ts";
import { ReplayedTape } from "../../src/serve/replayed_tape.ts";
import type { Figure } from "./figure.ts";
import { replay, usualQuestion } from "./serve_replay.ts";

const [file] = Deno.args;
const startMs = performance.now();
const tape = await openTape(file!, { order: "receipt" });
const readingMs = performance.now() - startMs;
const plan = usualQuestion();
const first = await replay(tape, plan, 0);
const again = await replay(tape, plan, 0);

/** The same orders by the same strategies, and nothing shown. */
function ordersAloneSeconds(): number {
  const feed = new ReplayedTape(tape, { kind: "file", name: "bench", dataOptions: [] });
  const trading = new PaperTrading(feed.market(plan.question.rules), plan);
  const startMs = performance.now();
  trading.advance(Infinity);
  return (performance.now() - startMs) / 1000;
}

const alone = Math.min(ordersAloneSeconds(), ordersAloneSeconds());
const figures: Figure[] = [
  { name: "serve_day_reading", value: readingMs, unit: "ms" },
  { name: "serve_day_preparing", value: 1000 * first.preparingSeconds, unit: "ms" },
  { name: "serve_day_speed", value: tape.length / first.seconds, unit: "rows/s" },
  { name: "serve_day_speed_of_thread", value: tape.length / first.threadSeconds, unit: "rows/CPU s" },
  { name: "serve_day_speed_at_first", value: first.rowsPerSecondAtFirst, unit: "rows/CPU s" },
  { name: "serve_day_reading_over_replaying", value: readingMs / 1000 / first.seconds, unit: "times" },
  {
    name: "serve_day_first_time_over_second",
    value: first.threadSeconds / again.threadSeconds,
    unit: "times",
  },
  { name: "serve_day_over_orders_alone", value: again.seconds / alone, unit: "times" },
];
await Deno.stdout.write(new TextEncoder().encode(JSON.stringify(figures)));
