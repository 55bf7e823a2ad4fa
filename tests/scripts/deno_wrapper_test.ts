import { assert, assertEquals, assertMatch } from "@std/assert";

const PROJECT = new URL("../../", import.meta.url);
const TOOLS = [
  ..."bash cat chmod cp dirname env grep gzip ln mkdir mktemp mv rm sed sh sha256sum tar tr uname".split(" "),
];
const WINDOWS = Deno.build.os === "windows";

interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** The package that scripts/vendor_std.ts takes the place of JSR's packages from. */
const BRIDGE = "deno-std@1.4.0";

/** A copy of the wrapper in a folder of its own, with a PATH that has nothing but {@linkcode TOOLS}. */
class Sandbox implements AsyncDisposable {
  readonly root: string;
  readonly bin: string;

  private constructor(root: string) {
    this.root = root;
    this.bin = `${root}/bin`;
  }

  static async make(denoJson: string = "{}"): Promise<Sandbox> {
    const box = new Sandbox(await Deno.realPath(await Deno.makeTempDir({ prefix: "sorlab wrapper " })));
    for (const folder of ["bin", "scripts", "vendor", `node_modules/.deno/${BRIDGE}`]) {
      await Deno.mkdir(`${box.root}/${folder}`, { recursive: true });
    }
    for (
      const script of ["scripts/deno", "scripts/deno.sha256", "scripts/npm.lock", "scripts/vendor_std.ts"]
    ) {
      await Deno.copyFile(new URL(script, PROJECT), `${box.root}/${script}`);
    }
    await Deno.writeTextFile(`${box.root}/deno.json`, denoJson);
    const { code, stderr } = await bash(
      'for tool in "${@:2}"; do ln -s "$(type -P "$tool")" "$1/$tool"; done',
      [box.bin, ...TOOLS],
    );
    assertEquals(code, 0, stderr);
    return box;
  }

  /** Writes an executable script. */
  async script(path: string, ...lines: string[]): Promise<void> {
    const file = `${this.root}/${path}`;
    await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
    await Deno.writeTextFile(file, ["#!/usr/bin/env bash", ...lines, ""].join("\n"));
    await Deno.chmod(file, 0o755);
  }

  /** Runs `scripts/deno` with the sandbox's PATH and the variables given, and no others. */
  run(args: string[], variables: Record<string, string> = {}): Promise<Outcome> {
    const env = Object.entries({ PATH: this.bin, ...variables }).map(([name, value]) => `${name}=${value}`);
    return bash('exec env -i "$@"', [...env, `${this.root}/scripts/deno`, ...args]);
  }

  async names(folder: string): Promise<string[]> {
    return (await Array.fromAsync(Deno.readDir(`${this.root}/${folder}`), ({ name }) => name)).sort();
  }

  async lines(path: string): Promise<string[]> {
    return (await Deno.readTextFile(`${this.root}/${path}`)).trimEnd().split("\n");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.root, { recursive: true });
  }
}

async function bash(script: string, args: string[]): Promise<Outcome> {
  const command = new Deno.Command("bash", { args: ["-c", script, "bash", ...args] });
  const { code, stdout, stderr } = await command.output();
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

/** The lines of a script that acts as Deno of that version: it tells its version, or that it was run. */
function fakeDeno(version: string): string[] {
  return [
    `if [[ $1 == --version ]]; then echo "deno ${version} (stable, release, x86_64)"; exit; fi`,
    `echo "deno ${version} ran: $*"`,
  ];
}

/** Makes `text` the pinned Deno of this machine, and puts it where the fake npm, pip and curl take it from. */
async function pin(box: Sandbox, text: string, given: string = text): Promise<void> {
  await box.script("pinned", ...text.split("\n"));
  await box.script("given/package/deno", ...given.split("\n"));
  const { code, stderr } = await bash(
    'cd "$1" && for p in linux-x64-glibc linux-arm64-glibc darwin-x64 darwin-arm64; do ' +
      'sum=$(sha256sum pinned) && echo "${sum%% *}  2.9.6/$p"; done >scripts/deno.sha256 && ' +
      "tar -czf given.tgz -C given package && rm -r given/package/deno",
    [box.root],
  );
  assertEquals(code, 0, stderr);
}

const PINNED_DENO = fakeDeno("2.9.6").join("\n");
/** It would tell of itself wherever it is run. */
const HOSTILE_DENO = 'echo hostile >>"$(dirname "$0")/../was-run"\n' + PINNED_DENO;

/** An npm that packs what was given. */
const NPM = [
  "[[ $1 == pack ]] || exit 1",
  "while [[ $1 != --pack-destination ]]; do shift; done",
  'cp "$(dirname "$0")/../given.tgz" "$2/deno.tgz"',
];

/** A pip that installs what was given. */
const PYTHON = [
  "while [[ $1 != --target ]]; do shift; done",
  'mkdir -p "$2/bin" && tar -xzf "$(dirname "$0")/../given.tgz" -C "$2" && mv "$2/package/deno" "$2/bin/deno"',
];

/** A curl that downloads what was given. */
const CURL = ["while [[ $1 != -o ]]; do shift; done", 'cp "$(dirname "$0")/../given.tgz" "$2"'];

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name: `scripts/deno ${name}`, ignore: WINDOWS, fn });
}

test("runs an installed Deno that is new enough, and says nothing itself", async () => {
  for (const version of ["2.5.0", "2.5.7", "2.10.1", "3.0.0"]) {
    await using box = await Sandbox.make();
    await box.script("bin/deno", ...fakeDeno(version));
    assertEquals(await box.run(["task", "test", "a b"]), {
      code: 0,
      stdout: `deno ${version} ran: task test a b\n`,
      stderr: "",
    });
  }
});

test("prefers $DENO to the one on the PATH", async () => {
  await using box = await Sandbox.make();
  await box.script("bin/deno", ...fakeDeno("2.9.9"));
  await box.script("mine/deno", ...fakeDeno("2.6.0"));
  const { stdout } = await box.run(["x"], { DENO: `${box.root}/mine/deno` });
  assertEquals(stdout, "deno 2.6.0 ran: x\n");
});

test("passes over a Deno that is too old or broken, and takes the pinned one", async () => {
  for (const lines of [fakeDeno("1.40.0"), fakeDeno("2.4.5"), ["exit 127"], ["echo gibberish"]]) {
    await using box = await Sandbox.make();
    await box.script("bin/deno", ...lines);
    await box.script(".deno/deno", ...fakeDeno("2.9.6"));
    assertEquals(await box.run(["x"]), { code: 0, stdout: "deno 2.9.6 ran: x\n", stderr: "" });
  }
});

test("has Deno write no colours into a file or a pipe", async () => {
  await using box = await Sandbox.make();
  await box.script("bin/deno", ...fakeDeno("2.9.6"), 'echo "NO_COLOR is ${NO_COLOR:-unset}"');
  assertMatch((await box.run(["task", "x"])).stdout, /\nNO_COLOR is 1\n$/);
});

test("does not call itself where it is on the PATH", async () => {
  await using box = await Sandbox.make();
  await box.script(".deno/deno", ...fakeDeno("2.9.6"));
  const { stdout } = await box.run(["x"], { PATH: `${box.root}/scripts:${box.bin}` });
  assertEquals(stdout, "deno 2.9.6 ran: x\n");
});

test("installs the pinned Deno from npm once", async () => {
  await using box = await Sandbox.make();
  await pin(box, PINNED_DENO);
  await box.script("bin/npm", ...NPM);
  const first = await box.run(["x"]);
  assertEquals([first.code, first.stdout], [0, "deno 2.9.6 ran: x\n"]);
  assertMatch(
    first.stderr,
    /^scripts\/deno: no Deno 2\.5 or newer found; installing Deno [\d.]+ into \.deno\/ from npm\n$/,
  );
  assertEquals(await box.run(["y"]), { code: 0, stdout: "deno 2.9.6 ran: y\n", stderr: "" });
  assertEquals(await box.names(".deno"), ["deno", "deno-2.9.6"]);
});

test("falls back from npm to Python's package index, and from that to a download", async () => {
  for (const [tool, lines] of [["python3", PYTHON], ["curl", CURL]] as const) {
    await using box = await Sandbox.make();
    await pin(box, PINNED_DENO);
    await box.script("bin/npm", "exit 1");
    await box.script(`bin/${tool}`, ...lines);
    const { code, stdout } = await box.run(["x"]);
    assertEquals([code, stdout], [0, "deno 2.9.6 ran: x\n"]);
  }
});

test("trap: runs no Deno whose SHA-256 is not the pinned one, from wherever it comes", async () => {
  for (const [tool, lines] of [["npm", NPM], ["python3", PYTHON], ["curl", CURL]] as const) {
    await using box = await Sandbox.make();
    await pin(box, PINNED_DENO, HOSTILE_DENO);
    await box.script(`bin/${tool}`, ...lines);
    const { code, stdout, stderr } = await box.run(["x"]);
    assertEquals([code, stdout], [1, ""]);
    assertMatch(stderr, /gave another file than the pinned one, SHA-256 [0-9a-f]{64}: not used/);
    assertEquals(await box.names(".deno"), []);
    assert(!(await box.names(".")).includes("was-run"));
  }
});

test("trap: has a sum for Deno on each machine that it runs on, and a lock for each npm package", async () => {
  const read = (path: string) => Deno.readTextFile(new URL(path, PROJECT));
  const version = /^pinned=(.*)$/m.exec(await read("scripts/deno"))![1];
  const sums = (await read("scripts/deno.sha256")).trimEnd().split("\n");
  assertEquals(
    sums.map((line) => line.replace(/^[0-9a-f]{64} {2}/, "")),
    ["linux-x64-glibc", "linux-arm64-glibc", "darwin-x64", "darwin-arm64"].map((name) =>
      `${version}/${name}`
    ),
  );
  const packages = [
    ...(await read("deno.json") + await read("scripts/vendor_std.ts")).matchAll(/"npm:([^"]*)"/g),
  ];
  assertEquals(
    Object.keys(JSON.parse(await read("scripts/npm.lock")).specifiers).sort(),
    packages.map(([, name]) => `npm:${name}`).sort(),
  );
});

test("trap: hands a script from the network to no shell", async () => {
  const script = await Deno.readTextFile(new URL("scripts/deno", PROJECT));
  assert(!/\|\s*(\w+=\S+\s+)*(ba)?sh\b|\beval\b/.test(script));
});

test("gets the npm packages by the lock, where their folders are missing, and stops where they are not those", async () => {
  await using box = await Sandbox.make();
  await Deno.remove(`${box.root}/node_modules/.deno/${BRIDGE}`);
  await box.script("bin/deno", `echo "$*" >>"${box.root}/calls"`, ...fakeDeno("2.9.6"));
  const { code, stdout } = await box.run(["x"]);
  assertEquals([code, stdout], [0, "deno 2.9.6 ran: x\n"]);
  assertEquals(await box.lines("calls"), [
    "--version",
    `cache --quiet --no-config --node-modules-dir=none --lock=${box.root}/scripts/npm.lock --frozen npm:${BRIDGE}`,
    "x",
  ]);
  await box.script("bin/deno", "[[ $1 != cache ]] || exit 1", ...fakeDeno("2.9.6"));
  const refused = await box.run(["x"]);
  assertEquals([refused.code, refused.stdout], [1, ""]);
  assertMatch(refused.stderr, /are not those of scripts\/npm\.lock \(after a change/);
});

test("knows the folder of a scoped package, and gets what is missing once", async () => {
  await using box = await Sandbox.make(`{ "imports": { "@a/b": "npm:@a/b@1.2.0" } }`);
  await box.script("bin/deno", `echo "$*" >>"${box.root}/calls"`, ...fakeDeno("2.9.6"));
  await Deno.writeTextFile(`${box.root}/vendor/.pins`, '"npm:@a/b@1.2.0"\n');
  const cached = async () => (await box.lines("calls")).filter((line) => line.startsWith("cache ")).length;
  assertEquals((await box.run(["x"])).code, 0);
  assertEquals(await cached(), 1);
  await Deno.mkdir(`${box.root}/node_modules/.deno/@a+b@1.2.0`);
  assertEquals((await box.run(["x"])).code, 0);
  assertEquals(await cached(), 1);
});

test("fails with one line where there is nothing to install with", async () => {
  await using box = await Sandbox.make();
  await box.script("bin/deno", ...fakeDeno("1.40.0"));
  const { code, stdout, stderr } = await box.run(["task", "test"]);
  assertEquals([code, stdout], [1, ""]);
  assertMatch(
    stderr,
    /^scripts\/deno: cannot get Deno [\d.]+ for \S+: tried npm \(npm is not installed\), Python's package index \(python3 is not installed\), https:\/\/registry\.npmjs\.org \(curl is not installed\)\n$/,
  );
});

test("names all that it could not reach in its last line", async () => {
  await using box = await Sandbox.make();
  for (const tool of ["npm", "python3", "curl"]) await box.script(`bin/${tool}`, "exit 7");
  const { code, stderr } = await box.run(["x"]);
  assertEquals(code, 1);
  assertMatch(stderr.trimEnd().split("\n").at(-1)!, /cannot get .* npm \(.*package index \(.*npmjs\.org \(/);
});

test("makes the packages resolvable once for every set of pins", async () => {
  await using box = await Sandbox.make(`{ "imports": { "@std/csv": "jsr:@std/csv@1.0.6" } }`);
  await box.script("bin/deno", `echo "$1" >>"${box.root}/calls"`, ...fakeDeno("2.9.6"));
  const { code, stdout } = await box.run(["x"]);
  assertEquals([code, stdout], [0, "deno 2.9.6 ran: x\n"]);
  assertEquals(await box.lines("calls"), ["--version", "run", "x"]);
  assertEquals(await box.run(["y"]), { code: 0, stdout: "deno 2.9.6 ran: y\n", stderr: "" });
  assertEquals((await box.lines("calls")).slice(3), ["--version", "y"]);

  await Deno.writeTextFile(`${box.root}/deno.json`, `{ "imports": { "@std/csv": "jsr:@std/csv@1.0.7" } }`);
  await box.run(["z"]);
  assertEquals((await box.lines("calls")).slice(5), ["--version", "run", "z"]);
});

test("stops where the packages cannot be made resolvable, and tries again the next time", async () => {
  await using box = await Sandbox.make(`{ "imports": { "fzstd": "npm:fzstd@0.1.1" } }`);
  await box.script("bin/deno", `[[ $1 != run ]] || exit 1`, ...fakeDeno("2.9.6"));
  for (const _ of [1, 2]) assertEquals((await box.run(["x"])).code, 1);
});

test("sets the certificate store where it is unset, and hands on Deno's exit code", async () => {
  await using box = await Sandbox.make();
  await box.script("bin/deno", ...fakeDeno("2.9.6").slice(0, 1), 'echo "$DENO_TLS_CA_STORE"; exit 42');
  assertEquals(await box.run([]), { code: 42, stdout: "system,mozilla\n", stderr: "" });
  const { stdout } = await box.run([], { DENO_TLS_CA_STORE: "mozilla" });
  assertEquals(stdout, "mozilla\n");
});
