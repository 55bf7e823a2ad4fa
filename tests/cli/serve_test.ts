// sorlab serve, as a user runs it. The view itself: tests/serve.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { assertFails, Folder, makeCsv, outcomeOf } from "./_process.ts";

const NET = [
  "--allow-read",
  "--allow-write",
  "--allow-net=127.0.0.1,0.0.0.0",
  "--allow-env=DATA_PATH,NO_COLOR",
];
const SHORT = ["--every", "10s", "--interval", "2s", "--session", "all"];

Deno.test("serve to the tape's end, and the back-test that it names, write the same fills, byte for byte", async () => {
  await using folder = await Folder.make();
  await folder.write("a day.csv", makeCsv({ durationSeconds: 40 }));
  const { code, stdout, stderr } = await folder.runAlone(
    [
      ...["serve", "--data", "a day.csv", "--speed", "max", "--once", "--port", "0", ...SHORT],
      ...["--lambda-under", "2", "--fills", "live.csv", "--record", "shown.html"],
    ],
    { permissions: NET },
  );
  assertEquals({ code, stderr }, { code: 0, stderr: "the live view is at this address; Ctrl-C ends it\n" });
  assert(/^http:\/\/127\.0\.0\.1:\d+\/\n$/.test(stdout));
  assertEquals(await folder.names(), ["a day.csv", "live.csv", "shown.html"]);
  const boot = /id="boot">(.*?)<\/script>/s.exec(await folder.read("shown.html"))![1]!;
  const [, , { backtest }] = JSON.parse(boot).recording[0];
  assertEquals(
    backtest,
    "sorlab backtest --data 'a day.csv' --side both --order-size 500 --every 10s --interval 2s " +
      "--lambda-over 1.05 --lambda-under 2 --theta-queue 0 --session all",
  );
  const again = await folder.runLine(`${backtest} --no-file --quiet --fills later.csv`);
  assertEquals([again.code, again.stderr], [0, ""]);
  const live = await folder.read("live.csv");
  assertEquals(live, await folder.read("later.csv"));
  assert(live.split("\n").length > 100);
  assertEquals(JSON.parse(again.stdout).run.arguments.every_ns, 10e9);
});

Deno.test("serve ends cleanly by a signal; a port that is taken is a usage error", async () => {
  await using folder = await Folder.make();
  await folder.write("day.csv", makeCsv());
  const data = ["serve", "--data", "day.csv", "--every", "2s", "--session", "all"];
  const first = folder.start([...data, "--port", "0", "--record", "shown.html"], { permissions: NET });
  const reader = first.stdout.getReader();
  const address = new TextDecoder().decode((await reader.read()).value).trim();
  reader.releaseLock();
  const { port } = new URL(address);
  const events = (await fetch(`${address}events`)).body!.getReader();
  assertStringIncludes(new TextDecoder().decode((await events.read()).value), "event: hello");
  const second = await folder.runAlone([...data, "--port", port, "--quiet"], { permissions: NET });
  assertFails(
    second,
    2,
    `--port ${port}: something else listens there; give another, or 0 for any that is free`,
  );
  first.kill("SIGINT");
  const { code, stderr } = await outcomeOf(first);
  await events.cancel().catch(() => {}); // the connection has ended
  assertEquals(code, 130);
  assertStringIncludes(stderr, "sorlab: stopped; shown.html is the recording\n");
  assertEquals(await folder.names(), ["day.csv", "shown.html"]);
});

Deno.test("serve lets others in by a token only, and says so", async () => {
  await using folder = await Folder.make();
  await folder.write("day.csv", makeCsv());
  const { stdout, stderr } = await folder.runAlone(
    [
      ...["serve", "--data", "day.csv", "--host", "0.0.0.0", "--port", "0", "--once", "--speed", "max"],
      ...["--every", "2s", "--session", "all"],
    ],
    { permissions: NET },
  );
  assert(/^http:\/\/0\.0\.0\.0:\d+\/\?token=[0-9a-f]{32}\n$/.test(stdout));
  assertStringIncludes(stderr, "warning: --host 0.0.0.0 lets others in who know the token");
});

Deno.test("serve refuses what it cannot show, naming the option", async () => {
  await using folder = await Folder.make();
  const fails = async (args: readonly string[], line: string) =>
    assertFails(await folder.run(["serve", "--quiet", ...args]), 2, line);
  await fails(
    ["--lambda-under", "1.5,2"],
    "--lambda-under 1.5,2: the live view searches no parameters; give one value",
  );
  await fails(
    ["--strategy", "twap+./mine.js"],
    "--strategy twap+./mine.js: the live view runs strategies that are built in; sorlab backtest runs a router of " +
      "your own",
  );
  await fails(["--topic", "t"], "--topic: it is of a Kafka topic; add --kafka to follow one");
  await fails(
    ["--kafka", "--speed", "2"],
    "--speed: it is of files; sorlab produce has it, and what is in a topic is past that",
  );
  await fails(["--speed", "0"], "--speed 0: use a positive number, or max");
  await fails(
    ["--participation", "0.2"],
    "--participation: no strategy here reads it; it is of pov, for --strategy or --compare",
  );
});
