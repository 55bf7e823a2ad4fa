// sorlab backtest --config as its users meet it: an artefact repeats itself, flags beat the file.
import { assertEquals, assertNotEquals } from "@std/assert";
import { assertFails, Folder, makeCsv, type Outcome } from "./_process.ts";

const QUESTION =
  "--orders 6 --side both --order-size 200 --horizon 5s --interval 1s --strategy twap+static-relative"
    .split(" ");

async function folderWithDay(): Promise<Folder> {
  const folder = await Folder.make();
  await folder.write("day.csv", makeCsv({ durationSeconds: 60 }));
  return folder;
}

function backtest(folder: Folder, ...args: string[]): Promise<Outcome> {
  return folder.run(["backtest", "--no-file", "--quiet", "--workers", "1", ...args]);
}

Deno.test("sorlab backtest --config repeats an artefact to the byte, by either rules", async () => {
  await using folder = await folderWithDay();
  for (
    const args of [[...QUESTION, "--latency", "1ms,XNAS=2ms", "--collar", "none"], [
      "--rules",
      "trial",
      "--fee",
      "0.001",
    ]]
  ) {
    const { code, stdout } = await backtest(folder, "--data", "day.csv", ...args);
    assertEquals(code, 0);
    await folder.write("artefact.json", stdout);
    await folder.write(
      "arguments.json",
      JSON.stringify({ ...JSON.parse(stdout).run.arguments, rules: JSON.parse(stdout).run.rules }),
    );
    const [whole, question] = await Promise.all([
      backtest(folder, "--config", "artefact.json"),
      backtest(folder, "--config", "arguments.json", "--data", "day.csv"),
    ]);
    assertEquals(whole, { code: 0, stdout, stderr: "" });
    assertEquals(question, { code: 0, stdout, stderr: "" });
  }
});

Deno.test("sorlab backtest --config takes options as people write them, and flags beat them", async () => {
  await using folder = await folderWithDay();
  await folder.write(
    "question.json",
    JSON.stringify({
      data: "day.csv",
      orders: 6,
      side: "both",
      "order-size": 200,
      horizon: "5s",
      interval: "1s",
      strategy: "twap+static-relative",
      search: "random",
      evaluations: 7,
    }),
  );
  const [filed, same, beaten] = await Promise.all([
    backtest(folder, "--config", "question.json"),
    backtest(folder, "--data", "day.csv", ...QUESTION, "--search", "random", "--evaluations", "7"),
    // A grid has no number of evaluations: the flag makes that of the file meaningless.
    backtest(folder, "--config", "question.json", "--search", "grid", "--orders", "4"),
  ]);
  assertEquals(filed, same);
  assertEquals(beaten.code, 0, beaten.stderr);
  assertNotEquals(beaten.stdout, filed.stdout);
  assertEquals(JSON.parse(beaten.stdout).orders.count, 4);
});

Deno.test("sorlab backtest --config names the file and what is wrong in it", async () => {
  await using folder = await folderWithDay();
  const fail = async (json: string, code: number, line: string): Promise<void> => {
    const name = `${crypto.randomUUID()}.json`;
    await folder.write(name, json);
    assertFails(await backtest(folder, "--config", name), code, line.replaceAll("FILE", name));
  };
  await Promise.all([
    fail('{"ordrs": 4}', 2, "FILE: unknown option --ordrs; did you mean --orders?"),
    fail('{"orders": -1}', 2, "FILE: --orders -1: must be at least 1"),
    fail(
      '{"grid": 3, "search": "random"}',
      2,
      "FILE: --grid: only --search grid has points on axes; others try as many points as --evaluations says",
    ),
    fail("[1]", 3, "FILE: is no object of options, nor an artefact"),
    fail('{"run": {"arguments": 5}}', 3, "FILE: run.arguments: is no object of options, nor an artefact"),
  ]);
  assertFails(await backtest(folder, "--config", "nope.json"), 4, "cannot read nope.json: no such file");
});
