import * as v from "valibot";
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { DataError } from "../../src/market/data_error.ts";
import { UsageError } from "../../src/cli/errors.ts";
import { readOptions } from "../../src/cli/read_arguments.ts";
import { inFile, searchOptions, withWorkers } from "../../src/cli/search.ts";
import { PARAMETER_NAMES } from "../../src/model/parameters.ts";
import { Checkpoint } from "../../src/search/checkpoint.ts";
import type { SimulationTask } from "../../src/search/order_run.ts";
import { FIRST_POINT } from "../../src/model/point.ts";
import { parseStrategy } from "../../src/strategy/strategy_name.ts";
import { inFolder, listOf } from "../_folder.ts";
import { benchOf } from "../search/_lab.ts";

const { work } = benchOf();

Deno.test("searchOptions has an option for each parameter, which takes the values to try", () => {
  assertEquals(
    Object.keys(searchOptions),
    ["grid", ...PARAMETER_NAMES, "workers", "checkpoint"],
  );
  const { lambdaOver, thetaQueue } = readOptions(["--theta-queue", "7, .5"], searchOptions);
  assertEquals([lambdaOver, thetaQueue], [undefined, [7, 0.5]]);
  assertThrows(() => readOptions(["--lambda-under", "-1"], searchOptions), UsageError, "at least 0");
});

Deno.test("withWorkers() lends what does the work, and the checkpoint that is asked for", async () => {
  const strategy = parseStrategy("twap+sweep");
  const task: SimulationTask = { strategy, points: [FIRST_POINT], first: 0, end: 1, wantsMeasures: false };
  for (const workers of [1, 2]) {
    const results = await withWorkers(
      work,
      "",
      { workers, checkpoint: undefined },
      async (evaluate, checkpoint) => {
        assertEquals(checkpoint, undefined);
        const results: unknown[] = [];
        await evaluate([task, task], (index, result) => void (results[index] = result));
        return results;
      },
      v.any(),
    );
    assertEquals([results.length, results[0]], [2, results[1]]);
  }
  await inFolder(async (folder) => {
    const path = `${folder}/search.json`;
    const save = (identity: string) =>
      withWorkers(
        work,
        identity,
        { workers: 1, checkpoint: path },
        async (_, checkpoint?: Checkpoint<number>) => {
          checkpoint!.results.set("a", 1);
          await checkpoint!.save();
        },
        v.number(),
      );
    await save("mine");
    assertEquals(listOf(folder), ["search.json"]);
    await assertRejects(() => save("yours"), DataError, `${path}: is the checkpoint of another search`);
    const failing = withWorkers(work, "mine", { workers: 1, checkpoint: path }, () => {
      throw new TypeError("of its own");
    }, v.any());
    await assertRejects(() => failing, TypeError, "of its own");
    assert((await Deno.stat(path)).size > 0);
  });
});

Deno.test("inFile() keeps a checkpoint in a file, whole, and nothing beside it", async () => {
  await inFolder(async (folder) => {
    const store = inFile(`${folder}/search.json`);
    assertEquals(await store.read(), undefined);
    for (const result of [1, 2]) {
      const checkpoint = await Checkpoint.open<number>(store, "mine", v.any());
      checkpoint.results.set("a", result);
      await checkpoint.save();
      assertEquals((await Checkpoint.open<number>(store, "mine", v.any())).results.get("a"), result);
    }
    assertEquals(listOf(folder), ["search.json"]);
    await Deno.writeFile(store.name, Uint8Array.of(0xff, 0xfe, 0, 1));
    await assertRejects(
      () => Checkpoint.open(store, "mine", v.any()),
      DataError,
      `${store.name}: is no checkpoint`,
    );
    await assertRejects(() => inFile(`${folder}/none/x`).write(""), Deno.errors.NotFound);
  });
});
