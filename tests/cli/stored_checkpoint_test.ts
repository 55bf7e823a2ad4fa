import { assert, assertEquals, assertRejects } from "@std/assert";
import { createHash } from "node:crypto";
import { DataError } from "../../src/market/data_error.ts";
import { Checkpoint, type ResultSchema } from "../../src/search/checkpoint.ts";
import { STORED_SEGMENT } from "../../src/search/cost_table.ts";
import { STORED_EVALUATION } from "../../src/trial/router.ts";
import { Folder, makeCsv } from "./_process.ts";

type Results = Record<string, unknown>;

/** Each search, and what its stored results must be. */
const SEARCHES: readonly [command: string, schema: ResultSchema<object>][] = [
  [
    "backtest --strategy twap+static-relative --orders 4 --horizon 2s --interval 1s --grid 2 --seed 7",
    STORED_SEGMENT,
  ],
  ["backtest --rules trial --cost quadratic --grid 2 --seed 7", STORED_EVALUATION],
];

/** A checkpoint with other results, whose digest is right all the same. */
function forged(text: string, change: (results: Results) => unknown): string {
  const stored = JSON.parse(text);
  const results = change(stored.results) ?? stored.results;
  const digest = createHash("sha256").update(JSON.stringify(results)).digest("hex");
  return JSON.stringify({ ...stored, digest, results });
}

/** Changes after which it holds what is no result. */
function hostileTo([key, result]: [string, object]): ((results: Results) => unknown)[] {
  const values = [null, 7, "x", [], {}, { ...result, execution: "x\u001b[31m" }];
  const fields = Object.keys(result).flatMap((field) =>
    ["\u202e", null, true, "9".repeat(1000), [1], { a: 1 }].map((value) => ({ ...result, [field]: value }))
  );
  return [
    ...[...values, ...fields].map((value) => (results: Results) => void (results[key] = value)),
    () => [result],
    () => "none",
  ];
}

for (const [command, schema] of SEARCHES) {
  Deno.test(`trap: a checkpoint whose digest was computed anew is believed only as far as its shape: ${command}`, async () => {
    await using folder = await Folder.make();
    // What a back-test without --data takes.
    await folder.write("l1_day.csv", makeCsv());
    const args = [
      ...command.split(" "),
      ..."--no-file --quiet --workers 1 --checkpoint search.json".split(" "),
    ];
    const honest = await folder.run(args);
    assertEquals([honest.code, honest.stderr], [0, ""]);
    const text = await folder.read("search.json");
    assertEquals((await folder.run(args)).stdout, honest.stdout);
    const { identity, results } = JSON.parse(text);
    const open = (stored: string) =>
      Checkpoint.open(
        {
          name: "search.json",
          read: () => Promise.resolve(stored),
          write: () => Promise.resolve(),
          nowMs: () => 0,
        },
        identity,
        schema,
      );
    const first = Object.entries(results)[0] as [string, object];
    for (const change of hostileTo(first)) {
      const { message } = await assertRejects(() => open(forged(text, change)), DataError, "search.json: ");
      assert(message.length < 300, message);
    }
    // JSON knows larger numbers than a double does.
    const infinite = forged(text, () => ({ a: { ...first[1], cost: null, excess: null } })).replaceAll(
      ":null",
      ":1e999",
    );
    await assertRejects(() => open(infinite), DataError, "no result of a search");
    await folder.write(
      "search.json",
      forged(text, (all) => void (all[first[0]] = { ...first[1], execution: "\u202e" })),
    );
    const { code, stdout, stderr } = await folder.run(args);
    assertEquals([code, stdout], [3, ""]);
    assert(
      /^sorlab: search\.json: results\[.*: no result of a search; remove it to start anew\n$/.test(stderr),
      stderr,
    );
  });
}
