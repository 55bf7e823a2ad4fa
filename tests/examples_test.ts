// The examples in doc comments, in one thread that shares their modules. `deno test --doc`, which the long run does as
// well, takes a thread for each, and most of its time to start them.
import { assert } from "@std/assert";
import { filesBelow } from "./_folder.ts";

const SOURCES = new URL("../src/", import.meta.url);
const COMMENT = /^ *\/\*\*\n[\s\S]*?\*\/$/gm;
const FENCED = /^```ts\n([\s\S]*?)^```$/gm;
const IMPORT = /^import [\s\S]*?;$/gm;

interface Example {
  /** File and line, as `deno test --doc` has them but for the last line. */
  readonly name: string;
  readonly file: URL;
  readonly code: string;
}

function examplesOf(file: URL): Example[] {
  const source = Deno.readTextFileSync(file);
  const path = `src/${file.href.slice(SOURCES.href.length)}`;
  return [...source.matchAll(COMMENT)].flatMap(({ 0: comment, index }) => {
    const text = comment.replaceAll(/^ *\*\/?(?: |$)/gm, "");
    return [...text.matchAll(FENCED)].map((fenced) => {
      const line = (source.slice(0, index) + text.slice(0, fenced.index)).split("\n").length + 1;
      return { name: `${path}#${line}`, file, code: fenced[1]! };
    });
  });
}

/** A module that does what the example does when its function is called, and imports what the example does. */
function moduleOf({ file, code }: Example): string {
  const imports = [...code.matchAll(IMPORT)].map(([statement]) =>
    statement.replace(/"(\.[^"]+)"/, (_, path: string) => JSON.stringify(new URL(path, file).href))
  );
  return `${imports.join("\n")}\nexport default async () => {\n${code.replaceAll(IMPORT, "")}\n};`;
}

const examples = [...filesBelow(SOURCES, ".ts")].flatMap(examplesOf);

for (const example of examples) {
  Deno.test(example.name, async () => {
    const url = URL.createObjectURL(new Blob([moduleOf(example)], { type: "application/typescript" }));
    const { default: run } = await import(url);
    URL.revokeObjectURL(url);
    await run();
  });
}

Deno.test("no example is missed", () => {
  const fences = [...filesBelow(SOURCES, ".ts")]
    .map((file) => Deno.readTextFileSync(file).split(/^ *\* ```ts$/m).length - 1);
  assert(examples.length > 150);
  assert(examples.length === fences.reduce((sum, count) => sum + count), `${examples.length} examples`);
});
