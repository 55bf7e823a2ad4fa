// The README leads somewhere, and is short.
import { assert, assertEquals } from "@std/assert";
import { TOPICS } from "../src/help/topics.ts";

const ROOT = new URL("../", import.meta.url);
const README = await Deno.readTextFile(new URL("README.md", ROOT));

/** The links of a text of Markdown that lead to a file of the project. */
function linksOf(text: string): string[] {
  return [...text.matchAll(/\]\(([^)#\s]+)/g)].map(([, link]) => link!).filter((link) =>
    !link.includes("://")
  );
}

Deno.test("the README's links lead to files, and it names every topic of the help", async () => {
  const links = linksOf(README);
  for (const link of links) assert((await Deno.stat(new URL(link, ROOT))).isFile, link);
  const named = links.flatMap((link) => /^src\/help\/(.+)\.md$/.exec(link)?.[1] ?? []);
  assertEquals([...new Set(named)].toSorted(), Object.keys(TOPICS).toSorted());
});

Deno.test("the README stays below 10 kB", () => {
  assert(new TextEncoder().encode(README).length < 10_000);
});
