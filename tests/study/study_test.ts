// A study from its plan to its merge: tasks dealt, done here and there, in any order, and put together once each.
import { assert, assertEquals, assertNotEquals, assertRejects, assertThrows } from "@std/assert";
import { DataError } from "../../src/market/data_error.ts";
import { FailedTaskError, MissingPartsError } from "../../src/study/errors.ts";
import { mergeParts } from "../../src/study/merge.ts";
import { type FailedPart, type Part, partText } from "../../src/study/part.ts";
import { type FoundPart, partsIn } from "../../src/study/part_store.ts";
import { tasksOf } from "../../src/study/shards.ts";
import { makeStudy, readStudy, type Study, studyId, studyText } from "../../src/study/study.ts";
import { seededRandom } from "../../src/market/random.ts";
import { inFolder, listOf } from "../_folder.ts";
import { measuredPart } from "./_parts.ts";
import { dayCsv, planDays, planOf, runInto } from "./_study.ts";
import { seeds } from "../_seeds.ts";

async function mergedText(study: Study, folder: string): Promise<string> {
  return JSON.stringify(await mergeParts(study, partsIn(folder), { isPartial: false }));
}

Deno.test("a study gives the same parts and the same merge, however its tasks are dealt", async () => {
  await inFolder(async (folder) => {
    const study = await planDays(folder);
    assertEquals(study.tasks.length, 3);
    assertEquals(readStudy(studyText(study), "study.json"), study);
    await runInto(`${folder}/whole`, study);
    await runInto(`${folder}/threads`, study, { workers: 2 });
    for (const index of [1, 0]) {
      await runInto(`${folder}/shards`, study, { shard: { index, count: 2 } });
      // An index that is done twice does nothing more.
      const again = await runInto(`${folder}/shards`, study, { shard: { index, count: 2 } });
      assertEquals(again.found, again.tasks);
    }
    const whole = await mergedText(study, `${folder}/whole`);
    assertEquals(await mergedText(study, `${folder}/threads`), whole);
    assertEquals(await mergedText(study, `${folder}/shards`), whole);
    const { measured } = await mergeParts(study, partsIn(`${folder}/whole`), { isPartial: false });
    assertEquals(measured.map(({ tape }) => tape.day), ["2024-07-01", "2024-07-02", "2024-07-03"]);
  });
});

Deno.test("a part that is there is not made again, unless it is broken; a study that grows keeps its parts", async () => {
  await inFolder(async (folder) => {
    const two = await planDays(folder, 2);
    await runInto(`${folder}/parts`, two);
    const [first] = listOf(`${folder}/parts`).filter((name) => name.endsWith(".json"));
    const path = `${folder}/parts/${first}`;
    const text = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, text.slice(0, text.length / 2));
    assertEquals((await runInto(`${folder}/parts`, two)).found, 1);
    assertEquals(await Deno.readTextFile(path), text);
    const three = await planDays(folder, 3);
    assertNotEquals(studyId(three), studyId(two));
    assertEquals((await runInto(`${folder}/parts`, three)).found, 2);
    const other = { ...two, version: "2.0.0" };
    await assertRejects(() => runInto(`${folder}/parts`, other), DataError, "was made by sorlab 1.0.0");
  });
});

Deno.test("a tape that cannot be measured is noted with the reason, and stops nothing but a run that is to fail fast", async () => {
  await inFolder(async (folder) => {
    const days = await planDays(folder, 2);
    const orders = { ...days.question.orders, horizonNs: 3600e9 };
    const study = makeStudy({ ...days, question: { ...days.question, orders } });
    const { failed, tasks, made } = await runInto(`${folder}/parts`, study);
    assertEquals([failed, tasks], [2, 2]);
    const [part] = made.filter(({ status }) => status === "failed") as FailedPart[];
    assertEquals([part!.exitCode, part!.input], [2, `${folder}/day0.csv`]);
    assert(part!.reason.startsWith("orders.horizonNs 1h: too long"), part!.reason);
    const error = await assertRejects(
      () => runInto(`${folder}/fast`, study, { failFast: true }),
      FailedTaskError,
      "day0.csv: orders.horizonNs",
    );
    assertEquals(error.exitCode, 2);
    assertEquals(listOf(`${folder}/fast`), []);
  });
});

Deno.test("a file that has changed since the plan, or is there twice, is refused", async () => {
  await inFolder(async (folder) => {
    const study = await planDays(folder, 2);
    await Deno.writeTextFile(`${folder}/day1.csv`, dayCsv(7));
    // Threads take longer to start than all the rest.
    for (const workers of [1, 2].slice(0, seeds(1, 2))) {
      await assertRejects(
        () => runInto(`${folder}/parts${workers}`, study, { workers }),
        DataError,
        "day1.csv: has changed since the study was planned",
      );
    }
    await Deno.writeTextFile(`${folder}/day1.csv`, dayCsv(0));
    await assertRejects(() => planOf(`${folder}/day*.csv`), DataError, "has the same bytes as");
  });
});

Deno.test("a merge takes every task exactly once, and names what it does not take", async () => {
  await inFolder(async (folder) => {
    const study = await planDays(folder);
    const { made } = await runInto(`${folder}/parts`, study);
    const [a, b, c] = made as [Part, Part, Part];
    const merge = (parts: readonly Part[], isPartial = false) =>
      mergeParts(study, foundParts(parts), { isPartial });
    const merged = JSON.stringify(await merge([a, b, c]));
    assertEquals(JSON.stringify(await merge([c, a, b, c])), merged);
    await assertRejects(() => merge([a, b]), MissingPartsError, "1 of 3 tasks have no part");
    const partial = await mergeParts(study, foundParts([a, b]), { isPartial: true });
    assertEquals(partial.missing.map(({ id }) => id), [c.task]);
    const refused: [parts: Part[], message: string][] = [
      [[a, b, c, measuredPart()], "3.json: is a part of another study"],
      [[a, b, { ...c, version: "2.0.0" }], "2.json: was made by sorlab 2.0.0, and the study is of 1.0.0"],
      [
        [a, b, c, { ...c, tape: { ...measuredPart().tape } } as Part],
        "3.json: and 2.json are parts of one task",
      ],
      [[a, b, { ...c, measured: measuredPart().measured } as Part], "the tapes are too unlike to be pooled"],
    ];
    for (const [parts, message] of refused) await assertRejects(() => merge(parts), DataError, message);
  });
});

async function* foundParts(parts: readonly Part[]): AsyncGenerator<FoundPart> {
  for (const [i, part] of parts.entries()) yield { part, path: `${i}.json` };
}

Deno.test("tasks are dealt once each, in order, and no shard is off the mean by more than its largest task", () => {
  const seed = 15;
  const random = seededRandom(seed);
  for (let round = 0; round < 200; round++) {
    const tasks = Array.from({ length: 1 + Math.floor(random() * 40) }, (_, id) => ({
      id,
      bytes: Math.floor(random() ** 4 * 1e6),
    }));
    const count = 1 + Math.floor(random() * 12);
    const shards = Array.from({ length: count }, (_, index) => tasksOf(tasks, { index, count }));
    assertEquals(shards.flat(), tasks, `seed ${seed}, round ${round}`);
    const sizes = tasks.map(({ bytes }) => Math.max(1, bytes));
    const mean = sizes.reduce((sum, each) => sum + each, 0) / count;
    for (const shard of shards) {
      const size = shard.reduce((sum, { bytes }) => sum + Math.max(1, bytes), 0);
      assert(Math.abs(size - mean) <= Math.max(...sizes), `seed ${seed}, round ${round}`);
    }
  }
  assertThrows(() => tasksOf([], { index: 2, count: 2 }), RangeError, "no shard 2 of 2");
});

Deno.test("a task's id is that of question and tape: not of its file's name, nor of how the question was written", async () => {
  await inFolder(async (folder) => {
    const study = await planDays(folder, 1);
    await Deno.rename(`${folder}/day0.csv`, `${folder}/other.csv`);
    const [task] = (await planOf(`${folder}/other.csv`)).tasks;
    assertEquals(task!.id, study.tasks[0]!.id);
    const { orders, ...rest } = study.question;
    const turned = makeStudy({ ...study, question: { ...rest, orders } });
    assertEquals(turned.tasks, study.tasks);
    const other = makeStudy({ ...study, question: { ...rest, orders: { ...orders, count: 8 } } });
    assertNotEquals(other.tasks[0]!.id, task!.id);
    assertThrows(
      () => readStudy(studyText(study).replace("1.0.0", "1.0.1"), "s"),
      DataError,
      "plan it again",
    );
    assertThrows(() => readStudy(partText(measuredPart()), "s"), DataError, "is not the plan of a study");
  });
});
