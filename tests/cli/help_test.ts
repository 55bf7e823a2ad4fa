// sorlab help as its users meet it, and the form that every topic has.
import { assert, assertEquals, assertMatch } from "@std/assert";
import { COMMANDS } from "../../src/cli/commands.ts";
import { overview } from "../../src/cli/short_answer.ts";
import { TOPICS } from "../../src/help/topics.ts";
import { listOf } from "../_folder.ts";
import { IS_LONG } from "../_seeds.ts";
import { assertFails, Folder, type RunOptions } from "./_process.ts";

const FOLDER = decodeURIComponent(new URL("../../src/help", import.meta.url).pathname);
const NAMES = Object.keys(TOPICS);
/** The text is part of the program: it takes no permission. In the short run one process of its own tells. */
const permissions: string[] = [];

Deno.test("sorlab help has a topic for every text in the folder", () => {
  const files = listOf(FOLDER).filter((name) => name.endsWith(".md"));
  assertEquals(NAMES.map((name) => `${name}.md`).toSorted(), files);
});

for (const name of NAMES) {
  Deno.test(`sorlab help ${name}: a title, and no line over 80 characters`, async () => {
    const text = (await TOPICS[name]!()).default;
    assertEquals(text, await Deno.readTextFile(`${FOLDER}/${name}.md`));
    assertMatch(text, /^# [A-Z].*[^.]\n\n.*\n$/s);
    assertEquals(text.split("\n").filter((line) => line.length > 80), []);
  });
}

Deno.test("sorlab help prints a topic's text, without any permission", async () => {
  await using folder = await Folder.make();
  assertEquals(await folder.run(["help", "words"], { permissions }), {
    code: 0,
    stdout: await Deno.readTextFile(`${FOLDER}/words.md`),
    stderr: "",
  });
});

Deno.test("sorlab help lists the topics with their titles, a line each", async () => {
  await using folder = await Folder.make();
  const { code, stdout, stderr } = await folder.run(["help"]);
  assertEquals({ code, stderr }, { code: 0, stderr: "" });
  const listed = stdout.split("\n").filter((line) => line.startsWith("  "));
  assertEquals(listed.map((line) => line.trim().split(" ")[0]), NAMES);
  const title = "The words of the field, and their units";
  assert(listed.some((line) => line.startsWith("  words ") && line.endsWith(`  ${title}`)));
  assertEquals(stdout.split("\n").filter((line) => line.length > 80), []);
});

Deno.test("sorlab help names the topic or the command that was meant", async () => {
  await using folder = await Folder.make();
  const fail = async (args: string, line: string, options: RunOptions = {}) =>
    assertFails(await folder.run(["help", ...args.split(" ")], options), 2, line);
  await Promise.all([
    fail("wrods", 'no help topic "wrods"; did you mean words?', IS_LONG ? { permissions } : {}),
    fail("alocate", 'no help topic "alocate"; did you mean allocate?'),
    fail("zzz", 'no help topic "zzz"; sorlab help lists the topics'),
    fail("toString", 'no help topic "toString"; sorlab help lists the topics'),
    fail("words more", 'unexpected argument "more"'),
    fail("--topic words", "unknown option --topic; --help lists the options"),
  ]);
});

Deno.test("--help of every command fits 80 columns, but for examples, which are to be copied", async () => {
  for (const [name, { load }] of Object.entries(COMMANDS)) {
    const { text, whole = text } = (await load()).command.help;
    const lines = whole.replace(/\nExamples\n.*?\n\n(?=Options|Data)/s, "\n").split("\n");
    assertEquals(lines.filter((line) => line.length > 80), [], name);
  }
  assertEquals(overview().split("\n").filter((line) => line.length > 80), []);
});
