import { assertEquals } from "@std/assert";
import { repeatCommand } from "../../src/report/repeat_command.ts";
import type { Run } from "../../src/report/schema.ts";
import { RUN } from "./_outcome.ts";

Deno.test("repeatCommand() quotes what a shell would take apart", () => {
  const run: Run = {
    ...RUN,
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
    repeatCommand(run),
    String
      .raw`sorlab backtest --data 'it'\''s; rm -rf $HOME' --rules market --seed 1 --compare pov+sweep,twap+home ` +
      "--volume-profile='-a b' --what-if-fees x.csv,y.csv --interval 1500000ns --fees 'own fees.csv'",
  );
});

Deno.test("repeatCommand() names the topic and the run, or that the tape is a generated one", () => {
  const of = (source: Run["source"]) => {
    const args = { fees: { schedule: "built-in US equity fees", sha256: "00" } };
    return repeatCommand({ ...RUN, arguments: args, source });
  };
  assertEquals(
    of({ kind: "kafka", topic: "t", run_id: "7" }),
    "sorlab backtest --kafka --topic t --run-id 7 --rules market --seed 1",
  );
  assertEquals(
    of({ kind: "kafka", topic: "t", foreign: true, messages: 9 }),
    "sorlab backtest --kafka --topic t --foreign --rules market --seed 1",
  );
  const trial = {
    ...RUN,
    rules: "trial",
    arguments: RUN.arguments,
    source: { kind: "file", path: "x" },
  } as const;
  assertEquals(
    repeatCommand(trial),
    "sorlab backtest --data x --rules trial --side both --orders 24 --interval 2s --fee 0.003",
  );
  assertEquals(of({ kind: "generated", venues: 6, seed: 1 }), "sorlab backtest --rules market --seed 1");
});
