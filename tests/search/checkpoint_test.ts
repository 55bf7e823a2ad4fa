import { assert, assertEquals, assertRejects } from "@std/assert";
import { Checkpoint } from "../../src/search/checkpoint.ts";
import type { Point } from "../../src/model/point.ts";
import { type Evaluate, evaluateHere } from "../../src/search/pool.ts";
import { searchGrid } from "../../src/trial/search.ts";
import { type Evaluation, executionKey } from "../../src/trial/router.ts";
import { DataError } from "../../src/market/data_error.ts";
import { BUY } from "../../src/market/side.ts";
import { axes, evaluateOnWorkers, jobOf, setup } from "./_searches.ts";
import { inFolder, listOf } from "../_folder.ts";

type EvaluatePoints = Evaluate<Point, Evaluation>;

async function search(evaluate: EvaluatePoints, path?: string) {
  const checkpoint = path === undefined ? undefined : await Checkpoint.open<Evaluation>(path, "this search");
  const keyOf = (point: Point) => executionKey(setup, point);
  return await searchGrid({ axes, side: BUY, keyOf, evaluate, checkpoint });
}

class Interrupted extends Error {}

/** Evaluates, but stops before its result number `count`. */
function stoppingAt(count: number, evaluate: EvaluatePoints): EvaluatePoints {
  return (points, onResult) => {
    let results = 0;
    return evaluate(points, (index, result) => {
      if (results++ === count) throw new Interrupted();
      onResult(index, result);
    });
  };
}

/** Evaluates, and counts. */
function counting(evaluate: EvaluatePoints) {
  const counter = { count: 0, evaluate };
  counter.evaluate = (points, onResult) => {
    counter.count += points.length;
    return evaluate(points, onResult);
  };
  return counter;
}

Deno.test("searchGrid() stopped before any result goes on to the same end, doing only what is left", async () => {
  const whole = await search(evaluateHere(jobOf()));
  for (let done = 0; done < 24; done++) {
    await inFolder(async (folder) => {
      const path = `${folder}/search.json`;
      const stopped = stoppingAt(done, evaluateHere(jobOf()));
      await assertRejects(() => search(stopped, path), Interrupted);
      const rest = counting(evaluateHere(jobOf()));
      assertEquals(await search(rest.evaluate, path), whole);
      assertEquals(rest.count, 24 - done);
      assertEquals(listOf(folder), ["search.json"]);
      const nothing = counting(evaluateHere(jobOf()));
      assertEquals(await search(nothing.evaluate, path), whole);
      assertEquals(nothing.count, 0);
    });
  }
});

Deno.test("searchGrid() stopped again and again on workers, at every turn a few results on", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/search.json`;
    let stops = 0;
    while (true) {
      try {
        const result = await search(stoppingAt(5, evaluateOnWorkers(jobOf(), 1 + stops % 3)), path);
        assertEquals(result, await search(evaluateHere(jobOf())));
        break;
      } catch (error) {
        if (!(error instanceof Interrupted)) throw error;
        stops++;
      }
    }
    assertEquals(stops, 4);
  });
});

/** A hundred simulations of so many points, to be saved as they go. */
const longAxes = { ...axes, thetaQueue: Array.from({ length: 40 }, (_, i) => i / 100) };

function longSearch(
  evaluate: EvaluatePoints,
  checkpoint: Checkpoint<Evaluation>,
  onDone: (done: number) => void,
) {
  const keyOf = (point: Point) => executionKey(setup, point);
  return searchGrid({ axes: longAxes, side: BUY, keyOf, evaluate, checkpoint, onProgress: onDone });
}

Deno.test("searchGrid() saves as it goes, in this thread too, so that a kill loses little", async () => {
  for (const evaluate of [evaluateHere(jobOf()), evaluateOnWorkers(jobOf(), 2)]) {
    await inFolder(async (folder) => {
      const checkpoint = await Checkpoint.open<Evaluation>(`${folder}/search.json`, "");
      let savedHalfway = false;
      await longSearch(evaluate, checkpoint, (done) => {
        if (done === 300) savedHalfway = listOf(folder).includes("search.json");
      });
      assert(savedHalfway);
    });
  }
});

Deno.test("searchGrid() fails cleanly where its checkpoint cannot be saved", async () => {
  for (const evaluate of [evaluateHere(jobOf()), evaluateOnWorkers(jobOf(), 2)]) {
    const checkpoint = await Checkpoint.open<Evaluation>("/no/such/folder/search.json", "");
    await assertRejects(() => longSearch(evaluate, checkpoint, () => {}), Deno.errors.NotFound);
  }
});

Deno.test("Checkpoint.open() reads back what was saved; what is not there is empty", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/search.json`;
    const checkpoint = await Checkpoint.open<{ value: number }>(path, "mine");
    assertEquals(checkpoint.results.size, 0);
    for (const key of ["", "2", "10", "0.1 0.2 0.3", "π"]) checkpoint.results.set(key, { value: key.length });
    await checkpoint.save();
    const again = await Checkpoint.open<{ value: number }>(path, "mine");
    assertEquals(new Map(again.results), new Map(checkpoint.results));
  });
});

Deno.test("Checkpoint.open() refuses the checkpoint of another search", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/search.json`;
    await (await Checkpoint.open(path, "mine")).save();
    await assertRejects(
      () => Checkpoint.open(path, "yours"),
      DataError,
      `${path}: is the checkpoint of another`,
    );
  });
});

Deno.test("Checkpoint.open() refuses what is no checkpoint", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/search.json`;
    const texts = ["", "{", "null", "5", "[]", "{}", '"text"', '{"format":"sorlab-checkpoint-0"}'];
    for (const text of texts) {
      await Deno.writeTextFile(path, text);
      await assertRejects(() => Checkpoint.open(path, "mine"), DataError, `${path}: is no checkpoint`);
    }
    await Deno.writeFile(path, Uint8Array.of(0xff, 0xfe, 0, 1));
    await assertRejects(() => Checkpoint.open(path, "mine"), DataError, "is no checkpoint");
    const forms = [{ results: [] }, { results: null }, { results: { "": 5 } }, { results: {}, digest: 5 }];
    for (const form of forms) {
      const text = JSON.stringify({ format: "sorlab-checkpoint-1", identity: "mine", digest: "", ...form });
      await Deno.writeTextFile(path, text);
      await assertRejects(() => Checkpoint.open(path, "mine"), DataError, path);
    }
  });
});

Deno.test("Checkpoint.open() refuses a checkpoint cut short or changed at any byte", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/search.json`;
    const checkpoint = await Checkpoint.open<Evaluation>(path, "mine");
    checkpoint.results.set("a", { cashUnits: "123", excess: 0, execution: "ab" });
    await checkpoint.save();
    const whole = await Deno.readFile(path);
    for (let length = 0; length < whole.length - 1; length++) {
      await Deno.writeFile(path, whole.subarray(0, length));
      await assertRejects(() => Checkpoint.open(path, "mine"), DataError, path);
    }
    for (let at = 0; at < whole.length - 1; at++) {
      const changed = whole.slice();
      changed[at]! ^= 1;
      await Deno.writeFile(path, changed);
      await assertRejects(() => Checkpoint.open(path, "mine"), DataError, path);
    }
  });
});
