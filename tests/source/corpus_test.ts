import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { DataError } from "../../src/market/data_error.ts";
import { tapeDigest } from "../../src/market/digest.ts";
import { openTape } from "../../src/source/open_tape.ts";
import { CORPUS, FAULTS, PLAIN } from "../_corpus.ts";
import { listOf } from "../_folder.ts";

Deno.test("trap: no file that was once read wrongly is so again", async () => {
  assertEquals(listOf(CORPUS), Object.keys(FAULTS).toSorted());
  const digestOf = async (name: string): Promise<string> =>
    tapeDigest(await openTape(CORPUS + name, {}), "event");
  const plain = await digestOf(PLAIN);
  for (const [name, fault] of Object.entries(FAULTS)) {
    if (fault === "") assertEquals(await digestOf(name), plain, name);
    else {assertStringIncludes(
        (await assertRejects(() => digestOf(name), DataError)).message,
        `${name}: ${fault}`,
      );}
  }
});
