import { assertEquals, assertMatch } from "@std/assert";

const PROJECT = new URL("../../", import.meta.url);
const TOOLS = ["bash", "cat", "chmod", "dirname", "env", "grep", "ln", "mkdir", "sed", "sh"];
const WINDOWS = Deno.build.os === "windows";

interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

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
    for (const folder of ["bin", "scripts", "vendor"]) await Deno.mkdir(`${box.root}/${folder}`);
    for (const script of ["scripts/deno", "scripts/vendor_std.ts"]) {
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

/** The lines of a script that acts as an installer: it makes the file `path` below the folder after `flag`. */
function fakeInstaller(flag: string, path: string, version: string): string[] {
  return [
    `while [[ $1 != ${flag} ]]; do shift; done`,
    `mkdir -p "$2/${path.slice(0, path.lastIndexOf("/"))}"`,
    `cat >"$2/${path}" <<'END'`,
    "#!/usr/bin/env bash",
    ...fakeDeno(version),
    "END",
    `chmod +x "$2/${path}"`,
  ];
}

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
  await box.script("bin/npm", ...fakeInstaller("--prefix", "node_modules/@deno/any/deno", "2.9.6"));
  const first = await box.run(["x"]);
  assertEquals([first.code, first.stdout], [0, "deno 2.9.6 ran: x\n"]);
  assertMatch(
    first.stderr,
    /^scripts\/deno: no Deno 2\.5 or newer found; installing Deno [\d.]+ into \.deno\/ from npm\n$/,
  );
  assertEquals(await box.run(["y"]), { code: 0, stdout: "deno 2.9.6 ran: y\n", stderr: "" });
});

test("falls back from npm to Python's package index", async () => {
  await using box = await Sandbox.make();
  await box.script("bin/npm", "exit 1");
  await box.script("bin/python3", ...fakeInstaller("--target", "bin/deno", "2.9.6"));
  const { code, stdout } = await box.run(["x"]);
  assertEquals([code, stdout], [0, "deno 2.9.6 ran: x\n"]);
});

test("fails with one line where there is nothing to install with", async () => {
  await using box = await Sandbox.make();
  await box.script("bin/deno", ...fakeDeno("1.40.0"));
  const { code, stdout, stderr } = await box.run(["task", "test"]);
  assertEquals([code, stdout], [1, ""]);
  assertMatch(
    stderr,
    /^scripts\/deno: cannot get Deno [\d.]+: tried npm \(npm is not installed\), Python's package index \(python3 is not installed\), deno\.land \(curl is not installed\)\n$/,
  );
});

test("names all that it could not reach in its last line", async () => {
  await using box = await Sandbox.make();
  for (const tool of ["npm", "python3", "curl"]) await box.script(`bin/${tool}`, "exit 7");
  const { code, stderr } = await box.run(["x"]);
  assertEquals(code, 1);
  assertMatch(stderr.trimEnd().split("\n").at(-1)!, /cannot get .* npm \(.*package index \(.*deno\.land \(/);
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
