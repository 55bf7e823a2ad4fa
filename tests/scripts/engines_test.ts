// scripts/engines/: what starts a study on many machines, checked by the tools that read it, and run where it can be.
import { assert, assertEquals, assertMatch } from "@std/assert";
import { parse } from "@std/yaml/parse";
import { DENO_RUN } from "../_deno_run.ts";
import { bash, missingPrograms, testUnless } from "../_executable.ts";
import { inFolder, listOf } from "../_folder.ts";
import { seeds } from "../_seeds.ts";
import { WarmSorlab } from "../cli/_warm_sorlab.ts";
import { dayCsv } from "../study/_study.ts";

const ROOT = decodeURIComponent(new URL("../../", import.meta.url).pathname);
const ENGINES = `${ROOT}scripts/engines/`;
const MOST_LINES = 40;
/** Exit codes of what ends the same way again, and of what may go well another time. */
const ENDS_ALIKE = [1, 2, 3, 6, 7];
const MAY_GO_WELL = [4, 5, 130, 137, 143];

const read = (name: string): string => Deno.readTextFileSync(`${ENGINES}${name}`);

async function without(...programs: string[]): Promise<string> {
  const missing = await missingPrograms(...programs);
  return missing.length === 0 ? "" : `no ${missing.join(", ")} here`;
}

/** `sorlab` of these sources, as a command in a folder. */
async function writeSorlab(folder: string, before = ""): Promise<string> {
  const path = `${folder}/sorlab`;
  const run = `exec "${Deno.execPath()}" ${DENO_RUN.join(" ")} --no-check --allow-all "${ROOT}main.ts" "$@"`;
  await Deno.writeTextFile(path, `#!/usr/bin/env bash\n${before}\n${run}\n`, { mode: 0o755 });
  return path;
}

/** What plans and merges, which no engine does: one process for all. */
const warm = new WarmSorlab(["--allow-read", "--allow-write", "--allow-env=DATA_PATH"]);

/** Runs `sorlab study` in a folder, and returns what it prints. */
async function study(folder: string, line: string): Promise<string> {
  const question = { args: ["study", ...line.split(" ")], cwd: folder, dataPath: "", stdin: [] };
  const { code, stdout, stderr } = await warm.run(question);
  assertEquals(code, 0, stderr);
  return stdout;
}

/** The long run has as many as slurm.sbatch has by itself. */
const SHARDS = seeds(3, 8);
/** Synthetic days: two tapes a shard. */
const SYNTHETIC_DAYS = 2 * SHARDS;

/** In the long run the real days where they are (14 symbols each); else synthetic ones. */
async function daysIn(folder: string): Promise<string> {
  await Deno.mkdir(`${folder}/days`);
  const real = `${ROOT}../shared/data/dbeq`;
  const names = await Array.fromAsync(Deno.readDir(real), ({ name }) => name).catch(() => []);
  const taken = names.slice(0, seeds(0, names.length));
  for (const name of taken) await Deno.symlink(`${real}/${name}`, `${folder}/days/${name}`);
  for (let day = 0; taken.length === 0 && day < SYNTHETIC_DAYS; day++) {
    await Deno.writeTextFile(`${folder}/days/${day}.csv`, dayCsv(day));
  }
  const asked = taken.length > 0
    ? "--orders 40 --side both --order-size 500"
    : "--orders 4 --order-size 200 --horizon 5s --interval 1s --session all --strategy twap+static-relative";
  return `--data days ${asked}`;
}

/** A study that is planned, and what it comes to in one process. */
interface Planned {
  /** The plan's file. */
  readonly plan: string;
  /** What is merged of its parts. */
  readonly merged: string;
}

let whole: Promise<Planned> | undefined;

/** The study, which is the same in every folder: planned and run once. */
function planned(): Promise<Planned> {
  return whole ??= inFolder(async (folder) => {
    await study(folder, `plan --quiet ${await daysIn(folder)}`);
    await study(folder, "run --quiet --workers 1 --parts here");
    const plan = await Deno.readTextFile(`${folder}/study.json`);
    return { plan, merged: await mergeOf(folder, "here") };
  });
}

/** Lays the planned study and its tapes into a folder. */
async function layOut(folder: string): Promise<void> {
  await daysIn(folder);
  await Deno.writeTextFile(`${folder}/study.json`, (await planned()).plan);
}

function mergeOf(folder: string, parts: string): Promise<string> {
  return study(folder, `merge --quiet --parts ${parts} --no-file --format json`);
}

Deno.test("no engine takes more than 40 lines, and all retry the same exit codes", () => {
  for (const name of listOf(ENGINES)) assert(read(name).split("\n").length - 1 <= MOST_LINES, name);
  assertMatch(read("slurm.sbatch"), new RegExp(`^ {2}${MAY_GO_WELL.join(" \\| ")}\\)$`, "m"));
  assertMatch(read("aws_batch_job.tf"), new RegExp(`for_each = \\["${ENDS_ALIKE.join('", "')}"\\]`));
});

Deno.test("the Kubernetes job tells its pods how many shards there are, and gives none of them more rights", () => {
  // deno-lint-ignore no-explicit-any -- what is not there fails the test
  const { kind, spec } = parse(read("kubernetes.yaml")) as any;
  const { spec: pod } = spec.template;
  const [container] = pod.containers;
  assertEquals([kind, spec.completionMode, pod.restartPolicy], ["Job", "Indexed", "Never"]);
  assertEquals(container.args[container.args.indexOf("--shards") + 1], `${spec.completions}`);
  assertEquals(spec.podFailurePolicy.rules[0].onExitCodes.values, ENDS_ALIKE);
  assertEquals(spec.podFailurePolicy.rules[0].onExitCodes.containerName, container.name);
  assertEquals([pod.securityContext.runAsNonRoot, pod.automountServiceAccountToken], [true, false]);
});

const python = Deno.env.get("SORLAB_TEST_PYTHON") ?? "python3";
const noSchemas = (await bash('[[ -x $(dirname "$1")/kubernetes-validate ]]', python)).code === 0
  ? ""
  : "no kubernetes-validate in SORLAB_TEST_PYTHON";
testUnless(noSchemas, "Kubernetes' schema takes kubernetes.yaml", async () => {
  const script = '"$(dirname "$1")/kubernetes-validate" --strict "$2/kubernetes.yaml"';
  const { code, stdout, stderr } = await bash(script, python, ENGINES);
  assertEquals(code, 0, stdout + stderr);
});

testUnless(await without("shellcheck"), "the engines' scripts pass shellcheck", async () => {
  const { code, stdout } = await bash(
    'cd "$1" && shellcheck *.sh *.sbatch ../../tests/study/_slurm.sh',
    ENGINES,
  );
  assertEquals(code, 0, stdout);
});

const noParallel = await without("parallel") ||
  ((await bash("parallel --version | grep -q '^GNU parallel'")).code === 0 ? "" : "no GNU parallel here");
testUnless(noParallel, "GNU parallel works a study to the same digest as one process", async () => {
  await inFolder(async (folder) => {
    await writeSorlab(folder);
    await layOut(folder);
    const { code, stderr } = await bash(
      'cd "$1" && SORLAB=./sorlab SHARDS=2 JOBS=2 "$2/parallel.sh"',
      folder,
      ENGINES,
    );
    assertEquals(code, 0, stderr);
    assertEquals(await mergeOf(folder, "parts"), (await planned()).merged);
  });
});

/** Why no Slurm can be started here; empty where one can. */
async function whyNoSlurm(): Promise<string> {
  const missing = await without("slurmctld", "slurmd", "sbatch", "scontrol", "munged", "hostname");
  if (missing !== "") return missing;
  return (await bash("((EUID == 0))")).code === 0 ? "" : "Slurm's daemons are started as root";
}

/** The first attempt at the second shard keeps a part, is killed, and its task waits to be requeued. */
const KILLED_ONCE = `
if [[ \${SLURM_ARRAY_TASK_ID:-} == 1 && ! \${SLURM_RESTART_COUNT:-} ]]; then
  ./plain "$@" --parts first --shard 2/${SHARDS} &
  until compgen -G 'first/*.json' >/dev/null; do [[ -e plain ]] || exit 1; sleep 0.02; done
  kill -9 $!; mkdir -p parts; cp first/*.json parts; touch killed; sleep 1000
fi`.trim();

testUnless(
  await whyNoSlurm(),
  "Slurm works a study, one task killed and requeued, one done twice",
  async () => {
    await inFolder(async (folder) => {
      const sorlab = await writeSorlab(folder);
      await layOut(folder);
      await Deno.rename(sorlab, `${folder}/plain`);
      await writeSorlab(folder, KILLED_ONCE);
      const slurm = `${ROOT}tests/study/_slurm.sh`;
      const port = 20_000 + Deno.pid % 10_000;
      try {
        const { code, stdout, stderr } = await bash(
          `set -euo pipefail; cd "$1"
        "$2" up "$1/slurm" "$3"
        export SLURM_CONF=$1/slurm/slurm.conf SORLAB=$1/sorlab SHARDS=$5
        array=(--array="0-$((SHARDS - 1))")
        if ((SHARDS == 8)); then unset SHARDS; array=(); fi
        wait_for() {
          for ((tries = 0; tries < 1000; tries++)); do if eval "$1"; then return; fi; sleep 0.3; done
          squeue --array; echo "waited for $1 ($id)"; tail -n 9 *.log slurm/slurmd.log; exit 9
        }
        id=
        job=$(sbatch --parsable "\${array[@]}" --cpus-per-task=1 --mem-per-cpu=10M "$4/slurm.sbatch")
        wait_for '[[ -e killed ]]'
        scontrol requeue "\${job}_1"
        # Slurm lets a requeued task wait for two minutes, so that its first attempt is cleared away by then: half of
        # what it does then is told nowhere, so that two seconds more are given to it.
        id=$(scontrol show job "\${job}_1" | sed -n "s/^JobId=\\([0-9]*\\) .*/\\1/p")
        spool=slurm/spool/job$(printf %05d "$id")
        wait_for 'grep -qF "[$id.batch] done with job" slurm/slurmd.log && [[ ! -e $spool ]]'
        sleep 2
        scontrol update JobId="\${job}_1" StartTime=now
        wait_for 'left=$(squeue --noheader --array) && [[ ! $left ]]'
        sbatch --wait --array=2 --cpus-per-task=1 --mem-per-cpu=10M "$4/slurm.sbatch"
        cat sorlab-study-*_1.log sorlab-study-*_2.log`,
          folder,
          slurm,
          `${port}`,
          ENGINES,
          `${SHARDS}`,
        );
        assertEquals(code, 0, stdout + stderr);
        assertMatch(
          stdout,
          new RegExp(`parts? of shard 2/${SHARDS} in parts, [1-9]\\d* of them from before\n`),
        );
        const third = `parts? of shard 3/${SHARDS} in parts`;
        assertMatch(stdout, new RegExp(`(\\d+) ${third}\n\\1 ${third}, \\1 of them from before\n`));
      } finally {
        await bash('"$1" down "$2/slurm"', slurm, folder);
      }
      assertEquals(await mergeOf(folder, "parts"), (await planned()).merged);
    });
  },
);
