// A study whose tasks wait in Kafka, done by workers that come, go, stop and die. See _broker.ts.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { KafkaClient } from "../../src/kafka/client.ts";
import { queueProgress } from "../../src/study/queue/progress.ts";
import { outcomesIn } from "../../src/study/queue/read_parts.ts";
import { queueNames } from "../../src/study/queue/topics.ts";
import { seeds } from "../_seeds.ts";
import { dayCsv } from "../study/_study.ts";
import { NO_BROKER_OF_OUR_OWN, TestBroker } from "./_broker.ts";
import { figure, type Outcome, outcomeOf, spawnSorlab, until } from "./_harness.ts";
import { sorlab } from "./_warm.ts";

const ignored = NO_BROKER_OF_OUR_OWN !== "";
// deno-lint-ignore no-console -- the test runner has no reason beside "ignored"
if (ignored) console.warn(`tests/kafka: study queue ignored: ${NO_BROKER_OF_OUR_OWN}`);

/** What kafkajs has asked on a connection that is gone runs out later. */
const LEAVES_TIMERS = { sanitizeOps: false, sanitizeResources: false };

const QUESTION = ["--side", "both", "--order-size", "200", "--horizon", "5s", "--interval", "1s"];
const [TASKS, ORDERS] = [seeds(12, 18), seeds(20, 1200)];
/** What a worker waits for a tape, so that all of them get tasks, and are seen at them, with little to compute. */
const FETCH_MS = 2_000;

let broker: TestBroker;
let folder: string;
let env: Record<string, string>;

/** A server of days: whose tapes come at once, until it is told to be slow. */
class Days implements AsyncDisposable {
  isSlow = false;
  #server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async ({ url, headers }) => {
    const csv = dayCsv(Number(/day(\d+)/.exec(url)![1]));
    const told = { ETag: `"${csv.length}"`, "Content-Range": `bytes 0-0/${csv.length}` };
    if (headers.has("range")) return new Response(csv.slice(0, 1), { status: 206, headers: told });
    if (this.isSlow) await new Promise((resolve) => setTimeout(resolve, FETCH_MS));
    return new Response(csv, { headers: told });
  });

  tape(day: number): string {
    return `http://127.0.0.1:${this.#server.addr.port}/day${day}.csv`;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#server.shutdown();
  }
}

/** Plans a study of days, does it here, and returns what merging its parts gives. */
async function planAndMerge(name: string, tapes: readonly string[], orders: number): Promise<string> {
  // All of a day but its last second, which no order reaches.
  const lines = tapes.map((tape, day) =>
    `${tape},,${new Date(Date.UTC(2024, 6, 1 + day, 13, 30, 29)).toISOString()}`
  );
  await Deno.writeTextFile(`${folder}/${name}.csv`, `tape,from,to\n${lines.join("\n")}\n`);
  const study = ["--list", `${folder}/${name}.csv`, "--out", `${folder}/${name}.json`];
  await done("study", "plan", ...study, ...QUESTION, "--orders", String(orders), "--session", "all");
  const kept = ["--study", `${folder}/${name}.json`, "--parts", `${folder}/${name}`];
  await done("study", "run", ...kept, "--cache", `${folder}/here`);
  return (await done("study", "merge", ...kept, "--no-file")).stdout;
}

async function done(...args: string[]): Promise<Outcome> {
  const outcome = await sorlab(env, ...args);
  assertEquals(outcome.code, 0, `sorlab ${args.join(" ")}: ${outcome.stderr}`);
  return outcome;
}

const work = (topic: string, name: string): string[] => [
  ...["study", "work", "--topic", topic, "--name", name, "--workers", "1", "--timeout", "120s"],
  ...["--cache", `${folder}/${name}`],
];

const worker = (topic: string, name: string): Deno.ChildProcess => spawnSorlab(env, ...work(topic, name));

const collect = (topic: string, plan: string, ...args: string[]): Promise<Outcome> =>
  sorlab(
    env,
    "study",
    "collect",
    "--topic",
    topic,
    "--study",
    `${folder}/${plan}.json`,
    "--no-file",
    ...args,
  );

Deno.test.beforeAll(async () => {
  if (ignored) return;
  broker = await TestBroker.shared();
  folder = `${broker.folder}/study`;
  await Deno.mkdir(folder);
  env = { KAFKA_BOOTSTRAP: broker.bootstrap };
  for (const day of [0, 1]) await Deno.writeTextFile(`${folder}/day${day}.csv`, dayCsv(day));
});

Deno.test({
  name: "sorlab over Kafka does a study whose workers die, stop, come late, and whose broker is restarted",
  ignore: ignored,
  ...LEAVES_TIMERS,
  async fn() {
    const topic = "pool";
    const names = queueNames(topic);
    await using days = new Days();
    const merged = await planAndMerge(
      "pool",
      Array.from({ length: TASKS }, (_, day) => days.tape(day)),
      ORDERS,
    );
    days.isSlow = true;
    await done("study", "submit", "--kafka", "--topic", topic, "--study", `${folder}/pool.json`);
    const client = await KafkaClient.connect({ brokers: [broker.bootstrap] }, { timeoutMs: 30_000 });
    const areAtWork = async (...workers: string[]): Promise<boolean> => {
      const { running } = await queueProgress(client, names);
      return workers.every((name) => running.some(({ worker }) => worker === name));
    };
    const workers = ["killed", "stopped", "steady"].map((name) => worker(topic, name));
    const [killed, stopped, steady] = workers as [Deno.ChildProcess, Deno.ChildProcess, Deno.ChildProcess];
    const outcomes = workers.map(outcomeOf);
    await until(
      async () => {
        if (!await areAtWork("killed", "stopped")) return false;
        for (const each of [killed, stopped]) each.kill("SIGSTOP");
        // A task is short: they may have been past theirs by then.
        if (await areAtWork("killed", "stopped")) return true;
        for (const each of [killed, stopped]) each.kill("SIGCONT");
        return false;
      },
      60_000,
      200,
    );
    killed.kill("SIGKILL");
    // What they were at stays begun until the group has missed them.
    const { running } = JSON.parse((await done("study", "status", "--topic", topic)).stdout);
    assert(running.length > 0 && running.every(({ attempt }: { attempt: number }) => attempt === 1));
    const late = outcomeOf(worker(topic, "late"));
    // For that the group waits for those that it misses, until the session that it grants them is over.
    await until(() => areAtWork("late"), 60_000, 250);
    stopped.kill("SIGCONT");
    await broker.signal("KILL");
    await broker.up();
    const ends = await Promise.all([...outcomes, late]);
    assertEquals(ends.map(({ code }) => code), [137, 0, 0, 0], ends.map(({ stderr }) => stderr).join("\n"));
    assert(steady.pid > 0);

    const made = new Map<string, string[]>();
    await outcomesIn(client, names, ({ task, part, setAside }) => {
      assertEquals(setAside, undefined);
      made.set(task, [...made.get(task) ?? [], JSON.stringify(part)]);
    });
    assertEquals(made.size, TASKS);
    for (const parts of made.values()) assertEquals(new Set(parts).size, 1);
    const { stdout, code } = await collect(topic, "pool");
    assertEquals([code, stdout], [0, merged]);
    const parts = [...made.values()].reduce((sum, each) => sum + each.length, 0);
    figure("four workers, one killed, one stopped, one late, broker killed", { tasks: made.size, parts });
  },
});

Deno.test({
  name: "sorlab over Kafka sets a task aside that always fails, and a study that was cancelled goes on",
  ignore: ignored,
  ...LEAVES_TIMERS,
  async fn() {
    const topic = "aside";
    const merged = await planAndMerge("aside", [0, 1].map((day) => `${folder}/day${day}.csv`), 20);
    const text = await Deno.readTextFile(`${folder}/day1.csv`);
    await Deno.writeTextFile(`${folder}/day1.csv`, `${text}changed\n`);
    const submit = ["study", "submit", "--topic", topic, "--study", `${folder}/aside.json`];
    await done(...submit);
    const again = await sorlab(env, ...submit);
    assertEquals(again.code, 7);
    assertStringIncludes(again.stderr, "there is a study in topic aside.tasks already");

    const { stderr } = await sorlab(env, ...work(topic, "only"));
    assertStringIncludes(stderr, "day1.csv is set aside after 3 attempts: ");
    const status = JSON.parse((await done("study", "status", "--topic", topic)).stdout);
    assertEquals([status.tasks, status.measured, status.running, status.is_cancelled], [2, 1, [], false]);
    assertEquals(status.set_aside.map(({ attempts }: { attempts: number }) => attempts), [3]);
    assertStringIncludes(status.set_aside[0].reason, "changed");
    const incomplete = await collect(topic, "aside");
    assertEquals(incomplete.code, 7);
    assertStringIncludes(incomplete.stderr, "was set aside after 3 attempts: ");
    const partial = JSON.parse((await collect(topic, "aside", "--partial")).stdout);
    assertEquals(partial.missing.length, 1);

    await done("study", "cancel", "--topic", topic);
    assert(JSON.parse((await done("study", "status", "--topic", topic)).stdout).is_cancelled);
    const nothing = await sorlab(env, ...work(topic, "only"));
    assertEquals(nothing.code, 7);
    await Deno.writeTextFile(`${folder}/day1.csv`, text);
    assertStringIncludes((await done(...submit)).stderr, "1 task had a part from before");
    await sorlab(env, ...work(topic, "only"));
    assertEquals((await collect(topic, "aside")).stdout, merged);
    await done("study", "cancel", "--topic", topic, "--purge");
    assertEquals((await sorlab(env, "study", "status", "--topic", topic)).code, 7);
  },
});
