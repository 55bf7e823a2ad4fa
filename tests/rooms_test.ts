// Which tests `deno task test` runs: see tests/rooms/.
import { assertEquals } from "@std/assert";
import { listOf } from "./_folder.ts";

const ROOT = decodeURIComponent(new URL("../", import.meta.url).pathname);
/** Whose room is within the folder, to be left out with it. */
const WITHIN = ["kafka"];
const NO_TESTS = ["bench", "rooms", "testdata"];

Deno.test("every folder of tests is a room", async () => {
  const entries = await Array.fromAsync(Deno.readDir(`${ROOT}tests`));
  const folders = entries.filter(({ isDirectory }) => isDirectory).map(({ name }) => name);
  const rooms = folders.filter((name) => ![...WITHIN, ...NO_TESTS].includes(name));
  const files = listOf(`${ROOT}tests/rooms`).filter((name) => name.endsWith("_test.ts"));
  assertEquals(files, rooms.toSorted().map((room) => `${room}_test.ts`));
  for (const room of rooms) {
    const text = await Deno.readTextFile(`${ROOT}tests/rooms/${room}_test.ts`);
    assertEquals(text, `import { registerRoom } from "./_room.ts";\n\nawait registerRoom("${room}");\n`);
  }
  const { test: { include } } = JSON.parse(await Deno.readTextFile(`${ROOT}deno.json`));
  assertEquals(include, [
    "tests/rooms/",
    ...WITHIN.map((name) => `tests/${name}/_room.ts`),
    "tests/*_test.ts",
  ]);
});
