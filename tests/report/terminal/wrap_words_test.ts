import { assertEquals } from "@std/assert";
import { wrapWords } from "../../../src/report/terminal/wrap_words.ts";

Deno.test("wrapWords() keeps lines, indents what goes on, and leaves a long word whole", () => {
  assertEquals(wrapWords("one two\nthree four five", 10, 2), "one two\nthree four\n  five");
  assertEquals(wrapWords("a much-too-long-word b", 8), "a\nmuch-too-long-word\nb");
  assertEquals(wrapWords("", 8), "");
});

Deno.test("wrapWords() counts columns, not code units: wide characters take two", () => {
  assertEquals(wrapWords("日本 日本 x", 9), "日本 日本\nx");
  assertEquals(wrapWords("e\u0301e\u0301 xx", 5), "e\u0301e\u0301 xx");
});
