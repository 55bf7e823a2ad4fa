// Which tests the long run repeats with more seeds.
import { assertEquals } from "@std/assert";
import { SEEDS, testSources, testsThatUse } from "../../scripts/long_tests.ts";

Deno.test("testsThatUse() finds those that import a file, directly or by others", () => {
  const files = {
    "_many.ts": "",
    "direct_test.ts": 'import { many } from "./_many.ts";',
    "a/_helper.ts": 'import { assert } from "@std/assert";\nimport {\n  many,\n} from "../_many.ts";',
    "a/b/by_helper_test.ts": 'export { tries } from "../_helper.ts";',
    "a/other_test.ts": 'import { other } from "./_many.ts";',
  };
  assertEquals(testsThatUse("_many.ts", files), ["a/b/by_helper_test.ts", "direct_test.ts"]);
});

Deno.test("the long run has every test that tries more there, and no test tries more by other ways", async () => {
  const files = await testSources();
  const long = testsThatUse(SEEDS, files);
  const that = (pattern: RegExp) => Object.keys(files).filter((path) => pattern.test(files[path]!));
  assertEquals(that(/\bseeds\(\d/).filter((path) => path.endsWith("_test.ts") && !long.includes(path)), []);
  assertEquals(that(/env\.get\("SORLAB_TEST_LONG"\)/), [SEEDS]);
});
