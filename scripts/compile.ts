/**
 * Compiles sorlab to one executable, with `dist/build.json` in it, which tells `sorlab --version` what it is made of.
 *
 * Usage: `deno task compile [--target x86_64-unknown-linux-gnu] [--output dist/sorlab]`. The date is now's, or that
 * of SOURCE_DATE_EPOCH (seconds since 1970), with which the same commit gives the same date.
 *
 * @module
 */

const ROOT = new URL("../", import.meta.url);

/** What the executable may do; each command gives up what it does not need. */
export const PERMISSIONS: readonly string[] = [
  "--no-prompt",
  "--allow-read",
  "--allow-write",
  "--allow-net",
  "--allow-run=/bin/sh",
  "--allow-env=DATA_PATH,TERM,CI,NODE_ENV,KAFKA_*,KAFKAJS_*,MSG_RATE,JAVA_HOME,AWS_BATCH_JOB_ARRAY_*," +
  "JOB_COMPLETION_INDEX,SLURM_ARRAY_TASK_*,CLOUD_RUN_TASK_*,NOMAD_ALLOC_INDEX,PBS_ARRAY_INDEX",
];
/** Not imported by name: threads, and what is only there once it is compiled. */
const INCLUDED = [
  "src/search/worker.ts",
  "src/search/confined_worker.ts",
  "src/strategy/external/open_worker.ts",
  "src/trial/worker.ts",
  "src/study/task_worker.ts",
  "dist/build.json",
];

/**
 * All of `deno compile`'s options but where to and what for. Types are the check task's; of the packages in
 * node_modules only those that are imported go in.
 */
export const COMPILE_OPTIONS: readonly string[] = [
  "--no-check",
  "--node-modules-dir=none",
  ...PERMISSIONS,
  ...INCLUDED.flatMap((file) => ["--include", file]),
];

/** What the executable will say of itself. */
async function writeBuild(): Promise<void> {
  const epoch = Deno.env.get("SOURCE_DATE_EPOCH");
  const built = epoch ? new Date(Number(epoch) * 1000) : new Date();
  await Deno.mkdir(new URL("dist/", ROOT), { recursive: true });
  await Deno.writeTextFile(
    new URL("dist/build.json", ROOT),
    `${JSON.stringify({ commit: await commit(), date: built.toISOString().slice(0, 10) })}\n`,
  );
}

/** The commit that the work tree is of, `-dirty` behind it where something was changed since. */
async function commit(): Promise<string> {
  try {
    const git = new Deno.Command("git", {
      args: ["describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"],
      cwd: ROOT,
    });
    const { code, stdout } = await git.output();
    if (code === 0) return new TextDecoder().decode(stdout).trim();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return "unknown"; // an archive of the sources, or no git
}

async function compile(): Promise<number> {
  const options = [...Deno.args];
  if (!options.includes("--output")) options.push("--output", "dist/sorlab");
  await writeBuild();
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: ["compile", ...COMPILE_OPTIONS, ...options, "main.ts"],
    cwd: ROOT,
  }).spawn().status;
  return code;
}

if (import.meta.main) Deno.exit(await compile());
