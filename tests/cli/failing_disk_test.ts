// Commands on a disk where one operation after the other fails: see tests/_failing_disk.ts.
import { assert, assertEquals, assertMatch } from "@std/assert";
import { Folder, makeCsv } from "./_process.ts";

const SEARCH = "backtest --data day.csv --orders 2 --horizon 2s --interval 1s --workers 1 --quiet"
  .split(" ");

const COMMANDS: readonly { args: readonly string[]; files: readonly string[]; prints: boolean }[] = [
  { args: "generate --duration 2s --out made.csv --quiet".split(" "), files: ["made.csv"], prints: false },
  {
    args: [...SEARCH, ..."--strategy twap+sweep --out report.json".split(" ")],
    files: ["report.json"],
    prints: true,
  },
  {
    args: [
      ...SEARCH,
      ..."--strategy twap+static-relative --grid 2 --no-file --checkpoint search.json".split(" "),
      ..."--per-order orders.csv --fills fills.csv".split(" "),
    ],
    files: ["search.json", "orders.csv", "fills.csv"],
    prints: false,
  },
];

for (const { args, files, prints } of COMMANDS) {
  Deno.test(`trap: whichever operation on files fails, they are as before or new, and whole: ${args.join(" ")}`, async () => {
    await using folder = await Folder.make();
    await folder.write("day.csv", makeCsv());
    const before = async (): Promise<void> => {
      for (const file of files) await folder.write(file, "old");
      // A checkpoint that is no file yet: the search is done from its beginning.
      await Deno.remove(`${folder.path}/search.json`).catch(() => {});
    };
    await before();
    const whole = await folder.run(args, { failing: 0 });
    assertEquals(whole.code, 0, whole.stderr);
    const contents = await Promise.all(files.map((file) => folder.read(file)));
    const operations = /^disk: (.*)\n$/m.exec(whole.stderr)![1]!.split(" ");
    for (let nth = 1; nth <= operations.length; nth++) {
      await before();
      const { code, stdout, stderr } = await folder.run(args, { failing: nth });
      const where = `operation ${nth} of ${operations.join(" ")}: ${stderr}`;
      assertEquals(code, 4, where);
      assertMatch(
        stderr,
        /^sorlab: cannot write \S+: no space left on device(; what .*)?\ndisk: .*\n$/,
        where,
      );
      for (const [i, file] of files.entries()) {
        const found = await folder.read(file).catch(() => "old");
        assert(["old", contents[i]].includes(found), `${file}, ${where}`);
      }
      const others = (await folder.names()).filter((name) => name !== "day.csv" && !files.includes(name));
      assertEquals(others, [], where);
      // The result is printed before its file is written, so that it is not lost with that.
      if (prints && nth > operations.indexOf("open", 1)) assertEquals(stdout, whole.stdout, where);
    }
  });
}
