import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { DataError } from "../../src/market/data_error.ts";
import { UsageError } from "../../src/cli/errors.ts";
import { readOptions } from "../../src/cli/options.ts";
import { axesOf, checkPoints, searchOptions, withWorkers } from "../../src/cli/search.ts";
import { inFolder, listOf } from "../_folder.ts";
import { jobOf } from "../search/_searches.ts";

const read = (...args: string[]) => readOptions(args, searchOptions);

Deno.test("axesOf() makes the trial's grid, of the values given where there are some", () => {
  assertEquals(axesOf(read("--grid", "3", "--theta-queue", "7, .5")), {
    lambdaOver: [0, 0.5, 1],
    lambdaUnder: [0, 0.5, 1],
    thetaQueue: [7, 0.5],
  });
  assertThrows(() => axesOf(read("--grid", "1000")), UsageError, "--grid 1000: makes 1000000000 points");
});

Deno.test("checkPoints() names the grid that would never end", () => {
  checkPoints(5, 1e7);
  assertThrows(
    () => checkPoints(300, 1e7 + 1),
    UsageError,
    "--grid 300: makes 10000001 points; at most 10000000 can be tried",
  );
});

Deno.test("withWorkers() lends what evaluates, and the checkpoint that is asked for", async () => {
  const point = { lambdaOver: 0, lambdaUnder: 0, thetaQueue: 0 };
  for (const workers of [1, 2]) {
    const results = await withWorkers(
      jobOf(),
      "",
      { workers, checkpoint: undefined },
      async (evaluate, checkpoint) => {
        assertEquals(checkpoint, undefined);
        const results: unknown[] = [];
        await evaluate([point, point], (index, result) => void (results[index] = result));
        return results;
      },
    );
    assertEquals([results.length, results[0]], [2, results[1]]);
  }
  await inFolder(async (folder) => {
    const path = `${folder}/search.json`;
    const save = (identity: string) =>
      withWorkers(jobOf(), identity, { workers: 1, checkpoint: path }, async (_, checkpoint) => {
        checkpoint!.results.set("a", 1);
        await checkpoint!.save();
      });
    await save("mine");
    assertEquals(listOf(folder), ["search.json"]);
    await assertRejects(() => save("yours"), DataError, "is the checkpoint of another search");
    const failing = withWorkers(jobOf(), "mine", { workers: 1, checkpoint: path }, () => {
      throw new TypeError("of its own");
    });
    await assertRejects(() => failing, TypeError, "of its own");
    assert((await Deno.stat(path)).size > 0);
  });
});
