// Files that commands write, under fault.
import { assert, assertEquals } from "@std/assert";
import { claimName } from "../../src/cli/output.ts";
import { inFolder, listOf } from "../_folder.ts";
import { Folder } from "./_process.ts";

const TRIAL = ["backtest", "--rules", "trial", "--grid", "2", "--workers", "1", "--quiet"];
const POSIX = { ignore: Deno.build.os === "windows" };

Deno.test("trap: claimName() gives each of many at once a name of its own", async () => {
  await inFolder(async (folder) => {
    const names = await Promise.all(
      Array.from({ length: 20 }, () => claimName((n) => `${folder}/report_${n}`)),
    );
    assertEquals(new Set(names).size, 20);
    assertEquals(listOf(folder).length, 20);
  });
});

Deno.test("trap: several back-tests in one second leave a report each", async () => {
  await using folder = await Folder.make();
  const runs = await Promise.all(Array.from({ length: 4 }, () => folder.run(TRIAL)));
  assertEquals(runs.map(({ code }) => code), [0, 0, 0, 0]);
  const names = await folder.names();
  assertEquals(names.length, 4, names.join());
  for (const name of names) assertEquals(await folder.read(name), runs[0]!.stdout);
});

Deno.test("trap: a disk that is full costs no result", POSIX, async () => {
  await using folder = await Folder.make();
  const { code, stdout, stderr } = await folder.run([...TRIAL, "--out", "/dev/full"], {
    permissions: ["--allow-all"], // Deno asks for it at a device
  });
  assertEquals([code, /no space left/i.test(stderr)], [4, true], stderr);
  assertEquals(JSON.parse(stdout).run.tool, "sorlab");
});

for (const [signal, expected] of [["SIGHUP", 129], ["SIGTERM", 143], ["SIGINT", 130]] as const) {
  Deno.test(`trap: ${signal} while a file is written leaves nothing partial`, POSIX, async () => {
    await using folder = await Folder.make();
    const command = folder.start(["generate", "--duration", "600", "--rate", "400", "--out", "day.csv"]);
    while (!(await folder.names()).some((name) => name.endsWith(".partial"))) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    command.kill(signal);
    assertEquals((await command.output()).code, expected);
    assert(!(await folder.names()).some((name) => name.endsWith(".partial")));
  });
}
