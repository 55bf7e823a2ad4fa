// scripts/server/ and scripts/cloud_init.yaml: what makes a machine a server, checked by the tools that read it, and
// run under a real systemd.
import { assert, assertEquals } from "@std/assert";
import { bash, compile, EXECUTABLE, missingPrograms, testUnless } from "../_executable.ts";
import { inFolder } from "../_folder.ts";

const ROOT = decodeURIComponent(new URL("../../", import.meta.url).pathname);
/** Those that start with the machine. */
const UNITS = ["kafka", "sorlab-producer", "sorlab-backtester"];
const ALL_UNITS = [...UNITS, "sorlab-serve"];
const MOST_EXPOSURE = 3;
const MEGABYTE = 2 ** 20;

async function without(...programs: string[]): Promise<string> {
  const missing = await missingPrograms(...programs);
  return missing.length === 0 ? "" : `no ${missing.join(", ")} here`;
}

testUnless(await without("shellcheck"), "every script passes shellcheck", async () => {
  const { code, stdout } = await bash(
    'cd "$1" && shellcheck .ci/run scripts/deno scripts/*.sh scripts/*/*.sh tests/scripts/*.sh',
    ROOT,
  );
  assertEquals(code, 0, stdout);
});

Deno.test("cloud_init.yaml holds the files of scripts/server/ as they are, and fits into user data", async () => {
  const script = '"$2" run --quiet --allow-read "$1/scripts/cloud_init.ts" --check';
  const { code, stdout, stderr } = await bash(script, ROOT, Deno.execPath());
  assertEquals(code, 0, stderr);
  assert(/^\d+ of 16384 bytes/.test(stdout), stdout);
});

testUnless(await without("cloud-init"), "cloud-init's schema takes cloud_init.yaml", async () => {
  const { code, stdout, stderr } = await bash(
    'cloud-init schema --config-file "$1/scripts/cloud_init.yaml"',
    ROOT,
  );
  assertEquals(code, 0, stdout + stderr);
});

/** The units as setup.sh lays them out, in a folder of their own. */
const LAID_OUT =
  `cp "$1"/scripts/server/*.service "$2" && mkdir "$2"/kafka.service.d "$2"/sorlab-.service.d &&
  cp "$1"/scripts/server/common.conf "$2"/kafka.service.d && cp "$1"/scripts/server/*.conf "$2"/sorlab-.service.d && `;

testUnless(await without("systemd-analyze"), "systemd finds nothing wrong with the units", async () => {
  const { stdout, stderr } = await inFolder((folder) =>
    bash(`${LAID_OUT} systemd-analyze verify "$2"/*.service`, ROOT, folder)
  );
  const lines = (stdout + stderr).split("\n").filter((line) => line !== "");
  // The executable is not at its place on this machine; what else it says is a fault.
  assertEquals(lines.filter((line) => !/: Command \S+ is not executable/.test(line)), []);
});

testUnless(
  await without("systemd-analyze"),
  `systemd's exposure of each unit is below ${MOST_EXPOSURE}`,
  async () => {
    for (const unit of ALL_UNITS) {
      const analyze = `${LAID_OUT} systemd-analyze security --no-pager --offline=true "$2/$3.service"`;
      const { stdout } = await inFolder((folder) => bash(analyze, ROOT, folder, unit));
      const exposure = Number(/Overall exposure level for \S+: ([\d.]+)/.exec(stdout)?.[1]);
      // deno-lint-ignore no-console -- the figure is part of what the test shows
      console.log(`${unit}.service: exposure ${exposure}`);
      assert(exposure < MOST_EXPOSURE, stdout);
    }
  },
);

/** Why no systemd can be booted here beside the machine's own; empty where one can. */
async function whyNoSystemd(): Promise<string> {
  const missing = await without(
    "unshare",
    "ip",
    "java",
    "journalctl",
    "systemctl",
    "logrotate",
    "useradd",
    "openssl",
    "curl",
  );
  if (missing !== "") return missing;
  const { code, stderr } = await bash(
    "[[ $EUID == 0 && -x /lib/systemd/systemd && -d /sys/fs/cgroup ]] && unshare --fork --pid --mount --net --mount-proc true",
  );
  if (code !== 0) return `needs root, systemd and namespaces: ${stderr.trim()}`;
  const jars = await bash('ls "$1"/.kafka/kafka-*/kafka_*.jar', ROOT);
  if (jars.code !== 0) return "no Kafka in .kafka/: the tests of tests/kafka bring it";
  return (await compile()).missing;
}

/** What a unit of the file says for a key, the last time. */
function setting(unit: string, key: string): string {
  const text = Deno.readTextFileSync(`${ROOT}scripts/server/${unit}.service`);
  return [...text.matchAll(new RegExp(`^${key}=(.*)$`, "gm"))].at(-1)![1]!;
}

testUnless(
  await whyNoSystemd(),
  "a server sets itself up and runs broker, producer and back-test in 1 GiB",
  async () => {
    await inFolder(async (folder) => {
      const read = (name: string): string => Deno.readTextFileSync(`${folder}/booted/${name}`);
      const made = await bash(
        `set -e; mkdir "$2/booted"
      "$3" generate --quiet --layout mbp-10 --publishers 2 --rate 115 --duration 522 --out "$2/l1_day.csv"
      "$1/tests/scripts/_boot_server.sh" "$2/booted" "$1/scripts/server" "$3" "$2/l1_day.csv" "$1"/.kafka/kafka-4.3.0 || true
      [[ -e $2/booted/done ]] || { tail -n 20 "$2"/booted/*; exit 1; }`,
        ROOT,
        folder,
        EXECUTABLE,
      );
      assertEquals(made.code, 0, made.stdout + made.stderr);

      // Set up: nothing by a wrong checksum, all of it by the right one, no more by a second run.
      assert(
        /checksum differs; nothing is installed\nexit code 1\n$/.test(read("tampered.log")),
        read("tampered.log"),
      );
      assert(read("setup.log").startsWith("setup: Kafka 4.3.0\n"), read("setup.log"));
      assert(!read("again.log").includes("Kafka"), read("again.log"));
      assert(read("user").trimEnd().endsWith(":/var/lib/sorlab:/usr/sbin/nologin"), read("user"));
      assertEquals(read("modes").split("\n")[0], "600 root /etc/sorlab/kafka.env");
      assertEquals(read("logrotate"), "");

      // Run: in order, once each, as their user, confined, within their limits.
      const states = read("state").trim().split("Id=").slice(1).map((block) => block.split("\n")[0]);
      assertEquals(states, UNITS.map((unit) => `${unit}.service`));
      assertEquals(read("state").match(/Result=\w+/g), UNITS.map(() => "Result=success"));
      assertEquals(read("state").match(/NRestarts=\d+/g), UNITS.map(() => "NRestarts=0"), read("journal"));
      const sum = UNITS.reduce((total, unit) => total + confinedTo(read, unit), 0);
      assertEquals(sum, 1024 * MEGABYTE);
      const together = Number(read("together.peak"));
      // deno-lint-ignore no-console -- likewise
      console.log(`together: ${mega(together)} MB of 1024`);
      assert(together > 0 && together < 1024 * MEGABYTE);
      assert(
        read("journal").indexOf("all acknowledged") < read("journal").indexOf("count and digest as sent"),
      );
      assertEquals(JSON.parse(read("producer.log")).outcome, "complete");

      // The artefact is that of the file, but for its source.
      const fromFile = await bash(
        'cd "$1" && "$2" backtest --data l1_day.csv --rules trial --grid 5 --quiet --no-file',
        folder,
        EXECUTABLE,
      );
      assertEquals(withoutSource(read("artefact.json")), withoutSource(fromFile.stdout));
      assertEquals(withoutSource(read("backtester.log")), withoutSource(fromFile.stdout));

      assertShown(read);
      assertOpened(read);
    });
  },
);

/** Asserts that a unit's process was confined, prints what it took, and returns the memory that it may take, bytes. */
function confinedTo(read: (name: string) => string, unit: string): number {
  const process = read(`${unit}.process`);
  assert(!/^Uid:\s+0\s/m.test(process) && /^NoNewPrivs:\s+1$/m.test(process), process);
  assert(/^Seccomp:\s+2$/m.test(process), process);
  const limit = Number(read(`${unit}.limit`));
  assertEquals(`${limit / MEGABYTE}M`, setting(unit, "MemoryMax"));
  const [peak, resident] = [Number(read(`${unit}.peak`)), mostOf(read(`${unit}.resident`)) * 1024];
  // deno-lint-ignore no-console -- what was measured is part of what the test shows
  console.log(`${unit}: ${mega(peak)} MB counted of ${mega(limit)}, ${mega(resident)} MB resident at most`);
  return limit;
}

/** The live view beside the broker: its page and metrics came, and it ended well when it was told to. */
function assertShown(read: (name: string) => string): void {
  confinedTo(read, "sorlab-serve");
  assert(/^<!doctype html>/i.test(read("page.html")), read("journal.all"));
  assert(/^process_resident_memory_bytes \d+$/m.test(read("serve.metrics")), read("serve.metrics"));
  assert(read("serve.state").includes("Result=success") && read("serve.state").includes("NRestarts=0"));
}

/** Kafka opened to others: by TLS and the password alone, in one set-up that a second one leaves as it is. */
function assertOpened(read: (name: string) => string): void {
  assertEquals(read("open.log").match(/port 9092 is open as 127.0.0.1/g)?.length, 2, read("open.log"));
  const keys = ["644 root:root ca.pem", "600 root:root client.properties", "644 root:root host"];
  assertEquals(read("keys").trim().split("\n"), [...keys, "640 root:sorlab server.pem"]);
  const lines = read("open").trim().split("\n");
  const ends = lines.filter((line) => /^[a-z ]+ \d$/.test(line));
  assertEquals(ends, ["produce 0", "backtest 0", "wrong password 6", "plaintext 5", "here 0"], read("open"));
  assertEquals(JSON.parse(read("open.json")).run.source.run_id, JSON.parse(lines[0]!).run_id);
  assert(read("open").includes("does not accept the user name or password"), read("open"));
}

function mostOf(lines: string): number {
  return Math.max(...lines.trim().split("\n").map(Number));
}

function mega(bytes: number): number {
  return Math.round(bytes / MEGABYTE);
}

function withoutSource(artefact: string): unknown {
  const { run: { source: _, ...run }, ...others } = JSON.parse(artefact);
  return { ...others, run };
}
