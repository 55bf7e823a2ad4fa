// A disk that fills up, and one that cannot be written: a line, exit code 4, nothing half-written.
import { assert, assertEquals } from "@std/assert";
import { bash, testUnless } from "../_executable.ts";
import { Folder, makeCsv } from "./_process.ts";

const mounts = await bash("unshare --mount --propagation private mount -t tmpfs tmpfs /mnt");
const reason = Deno.build.os === "linux" && mounts.code === 0 ? "" : "no disk of our own can be mounted";

const BACKTEST = "sorlab backtest --data day.csv --rules trial --quiet";
const SEARCH = `${BACKTEST} --cost quadratic --snapshots 20 --no-file --workers 1`;

/** Runs a script with a small disk at `disk`, and tells what is on it afterwards. */
async function withDisk(
  folder: Folder,
  size: string,
  script: string,
): Promise<{ stderr: string; said: string[] }> {
  await folder.write("day.csv", makeCsv());
  await folder.write(
    "run.sh",
    `mkdir -p disk; mount -t tmpfs -o size=${size} tmpfs disk\n${script}\nls -A disk\numount disk`,
  );
  const { stdout, stderr } = await folder.bash("unshare --mount --propagation private bash run.sh");
  return { stderr, said: stdout.trim().split("\n") };
}

testUnless(
  reason,
  "trap: a full disk leaves nothing half-written, and the message says how to go on",
  async () => {
    await using folder = await Folder.make();
    const { stderr, said } = await withDisk(
      folder,
      "8k",
      `${SEARCH} --grid 6 --checkpoint disk/search.json >/dev/null; echo "exit code $?"
      cp disk/search.json saved.json
      head -c 8k /dev/zero >disk/filler 2>/dev/null
      ${BACKTEST} --grid 2 --out disk/artefact.json >/dev/null; echo "exit code $?"`,
    );
    assertEquals(said, ["exit code 4", "exit code 4", "filler", "search.json"], stderr);
    assert(Object.keys(JSON.parse(await folder.read("saved.json"))).length > 0);
    assertEquals(stderr.trimEnd().split("\n"), [
      "sorlab: cannot write disk/search.json: no space left on device; what --checkpoint saved before is whole, " +
      "and the same command goes on from there",
      "sorlab: cannot write disk/artefact.json: no space left on device",
    ]);
  },
);

testUnless(
  reason,
  "trap: a folder that cannot be written is told before the work, not after it",
  async () => {
    await using folder = await Folder.make();
    const { stderr, said } = await withDisk(
      folder,
      "1m",
      `mount -o remount,ro disk
      ${BACKTEST} --grid 2 --out disk/artefact.json >/dev/null; echo "exit code $?"
      ${SEARCH} --grid 2 --checkpoint disk/search.json >/dev/null; echo "exit code $?"`,
    );
    assertEquals(said, ["exit code 4", "exit code 4"], stderr);
    assertEquals(stderr.split("\n").slice(0, 2), [
      "sorlab: cannot write disk/artefact.json: read-only file system",
      "sorlab: cannot write disk/search.json: read-only file system",
    ]);
  },
);
