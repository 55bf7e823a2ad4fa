// What makes a release, and what installs one: scripts/release.sh, sbom.ts, install.sh, the workflows.
import { assert, assertEquals } from "@std/assert";
import { bash, compile, EXECUTABLE, missingPrograms, type Outcome, testUnless } from "../_executable.ts";
import { inFolder, listOf } from "../_folder.ts";

const ROOT = decodeURIComponent(new URL("../../", import.meta.url).pathname);
const WINDOWS = Deno.build.os === "windows" ? "install.sh is for the shell" : "";

const NAMES: Readonly<Record<string, string>> = {
  "Linux x86_64": "sorlab-x86_64-unknown-linux-gnu",
  "Linux aarch64": "sorlab-aarch64-unknown-linux-gnu",
  "Darwin arm64": "sorlab-aarch64-apple-darwin",
  "Darwin x86_64": "sorlab-x86_64-apple-darwin",
};

/** A release whose executables are scripts that tell their names, and a machine of a kind: its programs on the path. */
async function release(folder: string): Promise<void> {
  const made = await bash(
    `set -e; cd "$1"; mkdir release bin
    for name in "\${@:2}"; do printf '#!/bin/sh\\necho %s\\n' "$name" >release/$name; done
    (cd release && sha256sum sorlab-* >SHA256SUMS)
    printf '#!/bin/sh\\necho "$MACHINE" | { read -r s m; case $1 in -s) echo $s;; *) echo $s $m;; esac; }\\n' >bin/uname
    printf '#!/bin/sh\\n[ "$GLIBC" ] && echo "glibc $GLIBC"\\n' >bin/getconf
    chmod +x bin/*`,
    folder,
    ...Object.values(NAMES),
  );
  assertEquals(made.code, 0, made.stderr);
}

function install(folder: string, machine: string, glibc: string, ...args: string[]): Promise<Outcome> {
  return bash(
    'export PATH="$1/bin:$PATH" MACHINE="$2" GLIBC="$3"; sh "$4/scripts/install.sh" --url "$1/release" --into "$1/into" "${@:5}"',
    folder,
    machine,
    glibc,
    ROOT,
    ...args,
  );
}

testUnless(
  WINDOWS,
  "install.sh picks the file for the machine, and installs it once its sum is right",
  async () => {
    for (const [machine, name] of Object.entries(NAMES)) {
      await inFolder(async (folder) => {
        await release(folder);
        const { code, stderr } = await install(folder, machine, "2.31");
        assertEquals(code, 0, stderr);
        assertEquals((await bash('"$1/into/sorlab"', folder)).stdout, `${name}\n`);
        assertEquals(listOf(`${folder}/into`), ["sorlab"]);
      });
    }
  },
);

testUnless(
  WINDOWS,
  "install.sh refuses old glibc, musl, strange machines and wrong sums, and installs nothing",
  async () => {
    await inFolder(async (folder) => {
      await release(folder);
      for (
        const [machine, glibc, said] of [
          ["Linux x86_64", "2.26", "glibc 2.26 (Amazon Linux 2 has 2.26); sorlab needs 2.27 or newer"],
          ["Linux x86_64", "", "has no glibc (Alpine has musl)"],
          ["Linux riscv64", "2.31", "no executable for Linux riscv64"],
        ] as const
      ) {
        const { code, stderr } = await install(folder, machine, glibc);
        assert(code === 1 && stderr.includes(said), `${machine} ${glibc}: ${code} ${stderr}`);
      }
      await Deno.writeTextFile(`${folder}/release/${NAMES["Linux x86_64"]}`, "something else");
      const spoilt = await install(folder, "Linux x86_64", "2.31");
      assert(spoilt.code === 1 && spoilt.stderr.includes("nothing is installed"), spoilt.stderr);
      const unnamed = await install(folder, "Linux x86_64", "2.31", "--name", "sorlab-other");
      assert(unnamed.stderr.includes("does not name sorlab-other"), unnamed.stderr);
      assertEquals(listOf(`${folder}/into`), []);
    });
  },
);

testUnless(
  WINDOWS,
  "sbom.ts lists what deno.json names, each with an origin, and all of it related",
  async () => {
    const { code, stdout, stderr } = await bash(
      'cd "$1" && SOURCE_DATE_EPOCH=1000000000 "$2" run --quiet --allow-read --allow-run --allow-env=SOURCE_DATE_EPOCH scripts/sbom.ts',
      ROOT,
      Deno.execPath(),
    );
    assertEquals(code, 0, stderr);
    const { spdxVersion, creationInfo, packages, relationships } = JSON.parse(stdout);
    assertEquals([spdxVersion, creationInfo.created], ["SPDX-2.3", "2001-09-09T01:46:40Z"]);
    const versions = new Map<string, string>(
      packages.map((each: { name: string; versionInfo: string }) => [each.name, each.versionInfo]),
    );
    const { imports, version } = JSON.parse(await Deno.readTextFile(`${ROOT}deno.json`));
    assertEquals([versions.get("sorlab"), versions.get("deno")], [version, Deno.version.deno]);
    for (const used of ["@std/cli", "kafkajs", "fzstd"]) {
      assertEquals(`${versions.get(used)}`, imports[used].split("@").at(-1), used);
    }
    const ids = new Set(packages.map(({ SPDXID }: { SPDXID: string }) => SPDXID));
    assertEquals(ids.size, packages.length);
    const contained = relationships
      .filter(({ relationshipType }: { relationshipType: string }) => relationshipType === "CONTAINS")
      .map(({ relatedSpdxElement }: { relatedSpdxElement: string }) => relatedSpdxElement);
    assertEquals(contained.length, packages.length - 1);
    for (const { relatedSpdxElement } of relationships) {
      assert(
        ids.has(relatedSpdxElement),
        relatedSpdxElement,
      );
    }
  },
);

const compiled = await compile();
testUnless(compiled.missing, "release.sh makes a release that install.sh installs", async () => {
  assertEquals(compiled.failure, "");
  await inFolder(async (folder) => {
    // Its runtime is that of this machine, whatever the target.
    const target = `${Deno.build.arch}-unknown-linux-gnu`;
    const made = await bash('"$1/scripts/release.sh" "$2"', ROOT, target);
    assertEquals(made.code, 0, made.stderr);
    assertEquals(listOf(`${ROOT}dist/release`), ["SHA256SUMS", `sorlab-${target}`, "sorlab.spdx.json"]);
    const installed = await bash(
      'sh "$1/scripts/install.sh" --url "$1/dist/release" --into "$2" && "$2/sorlab" --version',
      ROOT,
      folder,
    );
    assertEquals(installed.code, 0, installed.stderr);
    const own = await bash('"$1" --version', EXECUTABLE);
    const withoutDate = (text: string): string => text.replace(/built [\d-]+/, "");
    assertEquals(withoutDate(installed.stdout), withoutDate(own.stdout));
    const { stdout: sums } = await bash('cd "$1/dist/release" && sha256sum --check SHA256SUMS', ROOT);
    assertEquals(sums.match(/: OK$/gm)?.length, 2, sums);
  });
});

const noActionlint = (await missingPrograms("actionlint")).length > 0;
testUnless(
  noActionlint ? "no actionlint here" : "",
  "actionlint finds nothing wrong with the workflows",
  async () => {
    const { code, stdout, stderr } = await bash('cd "$1" && actionlint .github/workflows/*.yml', ROOT);
    assertEquals(code, 0, stdout + stderr);
  },
);
