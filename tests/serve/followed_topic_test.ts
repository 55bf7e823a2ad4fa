// A tape whose rows still come: what is shown as it grows, and what of it is settled beforehand. The topic itself:
// tests/kafka.
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { type OrderFills, withFills } from "../../src/backtest/fills.ts";
import { runBacktest } from "../../src/backtest/run.ts";
import type { FollowedRun } from "../../src/kafka/follow.ts";
import { rowsBetween, sortByEventTime, type TapeColumns } from "../../src/market/tape.ts";
import { FollowedTopic } from "../../src/serve/followed_topic.ts";
import { makeTape, questionOf, viewOf } from "./_view.ts";

// As a producer sends it.
const tape = sortByEventTime(makeTape());

interface Part {
  readonly columns?: TapeColumns;
  readonly id?: string;
  readonly isComplete?: boolean;
  readonly fault?: string;
}

/** A run of the tape's first rows. */
function firstRows(rows: number, part: Part = {}): FollowedRun {
  const { columns = tape.columns, id = "first", isComplete = false, fault = "" } = part;
  const start = { run_id: id, symbol: tape.symbol, origin_ns: String(tape.originNs), arguments: {} };
  return { start: start as FollowedRun["start"], rows: rowsBetween(columns, 0, rows), isComplete, fault };
}

/** A feed that is handed its rows. */
function handedOver() {
  const abort = new AbortController();
  const troubles: string[] = [];
  let give!: (run: FollowedRun) => void;
  let fail!: (error: Error) => void;
  const feed = new FollowedTopic((onRows) => {
    give = onRows;
    return new Promise((_, reject) => fail = reject);
  }, { topic: "t", warmUpNs: 2e9, signal: abort.signal, onTrouble: (message) => troubles.push(message) });
  return { feed, troubles, give, fail, end: () => abort.abort() };
}

/** The columns with one of them changed. */
function changed<Name extends keyof TapeColumns>(
  name: Name,
  change: (column: TapeColumns[Name]) => void,
): TapeColumns {
  const column = tape.columns[name].slice() as TapeColumns[Name];
  change(column);
  return { ...tape.columns, [name]: column };
}

Deno.test("a run is shown as it comes, and settles what the back-test then finds, byte for byte", async () => {
  const { feed, give, troubles, end } = handedOver();
  give(firstRows(20));
  assertEquals(await Promise.race([feed.ready.then(() => "ready"), Promise.resolve("waits")]), "waits");
  give(firstRows(300));
  await feed.ready;
  const settled: OrderFills[] = [];
  const { until, view, hellos, frames } = viewOf(feed, { onSettled: (fills) => settled.push(...fills) });
  for (let rows = 500; rows < tape.length; rows += 300) {
    give(firstRows(rows));
    // The last rows' time is not over yet.
    const shown = await until(({ playback }) => playback.rows > rows - 40);
    assert(shown.nowNs < tape.columns.tsEventNs[rows - 1]!);
    assertEquals([shown.playback.position, shown.playback.speed], [null, null]);
  }
  assertEquals(view.hello().source.lastNs, null);
  give(firstRows(tape.length, { isComplete: true }));
  await until(({ playback }) => playback.state === "ended");
  end();
  assertEquals(hellos.map(({ run }) => run), [1, 1]);
  assertEquals(hellos.at(-1)!.source.lastNs, frames.at(-1)!.nowNs);
  assertEquals(hellos[0]!.backtest, "sorlab backtest --kafka --topic t --run-id first");
  assertStringIncludes(hellos[0]!.settled[0]!, "Prices are held against those of XNAS");
  assertEquals(troubles, []);
  const { plan } = questionOf();
  const found: OrderFills[] = [];
  await withFills(await runBacktest(tape, plan), plan, {}, async (blocks) => {
    for await (const block of blocks) found.push(...block);
  });
  const byOrder = settled.toSorted((a, b) => a.order - b.order);
  assertEquals(JSON.stringify(byOrder), JSON.stringify(found));
  assert(found.length === 60);
});

Deno.test("a venue that comes later, and a run that is new, begin another run of the view", async () => {
  const { feed, give, end } = handedOver();
  // ARCX quotes as XNYS at first.
  const columns = changed("publisher", (publisher) => {
    for (let row = 0; row < 500; row++) if (publisher[row] === 43) publisher[row] = 9;
  });
  give(firstRows(400, { columns }));
  const { until, hellos } = viewOf(feed);
  await until(({ playback }) => playback.rows > 300);
  give(firstRows(1200, { columns }));
  await until(({ run, playback }) => run === 2 && playback.rows > 1100);
  give(firstRows(300, { id: "second" }));
  await until(({ run, playback }) => run === 3 && playback.rows > 200);
  end();
  assertEquals(hellos.map(({ venues }) => venues.length), [2, 3, 3]);
  assertStringIncludes(hellos[2]!.backtest, "--run-id second");
});

Deno.test("what a live view could not know is told: late rows, other decisions, damage, and failures", async () => {
  const { feed, give, troubles, fail, end } = handedOver();
  const late = changed("tsRecvNs", (tsRecvNs) => {
    tsRecvNs[800] = tsRecvNs[600]!;
  });
  give(firstRows(700, { columns: late }));
  const { until, hellos } = viewOf(feed);
  await until(({ playback }) => playback.rows > 600);
  give(firstRows(1000, { columns: late }));
  await until(({ playback }) => playback.rows > 900);
  assertStringIncludes(troubles[0]!, "1 row was received before rows that had come already");
  // In the end another venue has quoted more.
  const others = changed("publisher", (publisher) => {
    for (let row = 1000; row < tape.length; row++) publisher[row] = 9;
  });
  give(
    firstRows(tape.length, {
      columns: { ...late, publisher: others.publisher },
      isComplete: true,
      fault: "torn",
    }),
  );
  await until(({ playback }) => playback.state === "ended");
  assertEquals(troubles[1], "run first is damaged: torn");
  assertStringIncludes(
    troubles[2]!,
    "A back-test decides from the whole tape that the reference venue is XNYS",
  );
  assertEquals(hellos.at(-1)!.settled.slice(2), [troubles[0]!, troubles[2]!]);
  fail(new Error("gone"));
  await assertRejects(() => feed.failed, Error, "gone");
  end();
});
