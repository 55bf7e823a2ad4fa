// scripts/deploy.sh against a real sshd on 127.0.0.1, with a port, keys and folders of its own.
import { assert, assertEquals } from "@std/assert";
import { bash, missingPrograms, type Outcome, testUnless } from "../_executable.ts";

const ROOT = decodeURIComponent(new URL("../../", import.meta.url).pathname);

/**
 * An sshd that lets the user in who runs the tests, by a key made for it: once, as all connections share the first.
 * The server's folder is their home too, so that no shell reads what the user has a shell begin with.
 */
class SshServer implements AsyncDisposable {
  readonly folder: string;
  #process: Deno.ChildProcess;

  private constructor(folder: string, process: Deno.ChildProcess) {
    this.folder = folder;
    this.#process = process;
  }

  static async start(): Promise<SshServer> {
    const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "sorlab_sshd_" }));
    const port = freePort();
    const made = await bash(
      `set -e; cd "$1"; chmod 700 .; mkdir -p /run/sshd 2>/dev/null || true
      ssh-keygen -q -t ed25519 -N '' -f host_key; ssh-keygen -q -t ed25519 -N '' -f key; cp key.pub authorized_keys
      printf '%s\\n' "Port $2" 'ListenAddress 127.0.0.1' "HostKey $1/host_key" "PidFile none" 'UsePAM no' \\
        "AuthorizedKeysFile $1/authorized_keys" 'PasswordAuthentication no' 'StrictModes no' \\
        'PermitRootLogin prohibit-password' 'Subsystem sftp internal-sftp' "SetEnv HOME=$1" >sshd_config
      printf '%s\\n' 'Host server' 'HostName 127.0.0.1' "Port $2" "User $(id -un)" "IdentityFile $1/key" \\
        'IdentitiesOnly yes' "UserKnownHostsFile $1/known_hosts" \\
        'ControlMaster auto' "ControlPath $1/%C" 'ControlPersist yes' >ssh_config
      echo "[127.0.0.1]:$2 $(cut -d' ' -f1,2 host_key.pub)" >known_hosts`,
      folder,
      String(port),
    );
    assertEquals(made.code, 0, made.stderr);
    const process = new Deno.Command("bash", {
      args: ["-c", 'exec "$(type -P sshd || echo /usr/sbin/sshd)" -D -e -f "$1/sshd_config"', "bash", folder],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    const server = new SshServer(folder, process);
    const up = await bash(
      'for _ in $(seq 100); do ssh -F "$1/ssh_config" server true && exit 0; sleep 0.1; done; exit 1',
      folder,
    );
    assertEquals(up.code, 0, up.stderr);
    return server;
  }

  deploy(...args: string[]): Promise<Outcome> {
    const { folder } = this;
    const usual = [
      "--ssh-config",
      `${folder}/ssh_config`,
      "--folder",
      `${folder}/opt`,
      "--data",
      `${folder}/data`,
    ];
    return bash('"$@"', `${ROOT}scripts/deploy.sh`, ...usual, ...args, "server");
  }

  /** What is in the server's folders, a line each: links with where they point, files with their mode and text. */
  async contents(): Promise<string[]> {
    const { stdout } = await bash(
      `cd "$1"; find opt data -type l -printf '%p -> %l\\n' 2>/dev/null
      find opt data -type f -printf '%p %m ' -exec head -c 40 {} ';' -exec echo ';' 2>/dev/null | grep -v '^$'`,
      this.folder,
    );
    return stdout.split("\n").filter((line) => /^(opt|data)/.test(line)).toSorted();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await bash('ssh -F "$1/ssh_config" -O exit server', this.folder);
    this.#process.kill("SIGTERM");
    await this.#process.status;
    await Deno.remove(this.folder, { recursive: true });
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** Something that tells its version, as the executable does. */
async function write(path: string, version: string): Promise<void> {
  await Deno.writeTextFile(path, `#!/bin/sh\necho sorlab ${version}\n`);
  await Deno.chmod(path, 0o755);
}

const missing = await missingPrograms("ssh", "scp", "ssh-keygen");
const sshd = await bash("type -P sshd || test -x /usr/sbin/sshd");
const reason = Deno.build.os === "linux" && sshd.code === 0 && missing.length === 0
  ? ""
  : "no OpenSSH server here";

testUnless(
  reason,
  "deploy.sh copies, verifies, switches, keeps the previous one, and rolls back",
  async () => {
    await using server = await SshServer.start();
    const { folder } = server;
    await Deno.writeTextFile(`${folder}/day.csv`, "a tape");
    const current = async (): Promise<string> =>
      (await bash('"$1/opt/current/sorlab"', folder)).stdout.trim();
    const ok = async (...args: string[]): Promise<string> => {
      const { code, stdout, stderr } = await server.deploy(...args);
      assertEquals(code, 0, stderr);
      return stdout + stderr;
    };

    await write(`${folder}/one`, "1");
    const first = ["--executable", `${folder}/one`, "--tape", `${folder}/day.csv`];
    assert((await ok(...first, "--dry-run")).includes("would switch"));
    assertEquals(await server.contents(), [], "a dry run changes nothing");
    await ok(...first);
    assertEquals(await current(), "sorlab 1");
    const after = await server.contents();
    assert(
      after.includes("data/l1_day.csv 644 a tape;") || after.includes("data/l1_day.csv 644 a tape"),
      after.join("\n"),
    );
    const again = await ok(...first);
    assert(again.includes("l1_day.csv is there already") && !again.includes("copying"), again);
    assertEquals(await server.contents(), after, "the same again changes nothing");

    for (const version of ["2", "3"]) {
      await write(`${folder}/next`, version);
      await ok("--executable", `${folder}/next`);
      assertEquals(await current(), `sorlab ${version}`);
    }
    const releases = (await server.contents()).filter((line) => line.startsWith("opt/releases"));
    assertEquals(releases.length, 2, "the current one and the one before");
    await ok("--rollback");
    assertEquals(await current(), "sorlab 2");
    await ok("--rollback");
    assertEquals(await current(), "sorlab 3", "and forth");
  },
);

testUnless(
  reason,
  "deploy.sh switches to nothing that does not run there, or has changed on its way",
  async () => {
    await using server = await SshServer.start();
    const { folder } = server;
    await write(`${folder}/good`, "1");
    assertEquals((await server.deploy("--executable", `${folder}/good`)).code, 0);
    await Deno.writeTextFile(`${folder}/bad`, "#!/bin/sh\nexit 127\n");
    const broken = await server.deploy("--executable", `${folder}/bad`);
    assert(broken.code !== 0 && broken.stderr.includes("does not run there"), broken.stderr);
    assertEquals((await bash('"$1/opt/current/sorlab"', folder)).stdout, "sorlab 1\n");

    // A scp on the path that flips what it carries.
    await Deno.mkdir(`${folder}/bin`);
    await Deno.writeTextFile(
      `${folder}/bin/scp`,
      '#!/bin/bash\nargs=("$@"); n=$#; echo spoilt >>"${args[n-2]}"; exec "$REAL_SCP" "$@"\n',
    );
    await Deno.chmod(`${folder}/bin/scp`, 0o755);
    await write(`${folder}/other`, "2");
    const spoilt = await bash(
      'export REAL_SCP=$(type -P scp) PATH="$1/bin:$PATH"; "$2/scripts/deploy.sh" --ssh-config "$1/ssh_config" --folder "$1/opt" --executable "$1/other" server',
      folder,
      ROOT,
    );
    assert(spoilt.code !== 0 && spoilt.stderr.includes("the checksum there is"), spoilt.stderr);
    assertEquals((await bash('"$1/opt/current/sorlab"', folder)).stdout, "sorlab 1\n");
    const left = (await server.contents()).filter((line) => line.startsWith("opt/releases"));
    assertEquals(left.length, 2, "the good one, and the one that does not run");
  },
);

testUnless(
  reason,
  "deploy.sh says what is wrong with its arguments, and where it gets no answer",
  async () => {
    const run = (...args: string[]): Promise<Outcome> => bash('"$@"', `${ROOT}scripts/deploy.sh`, ...args);
    for (
      const [args, said] of [
        [[], "which host?"],
        [["--no-such"], "unknown option --no-such"],
        [["one", "two"], "one host at a time"],
        [["--rollback", "--setup", "host"], "--rollback copies nothing"],
        [["--tape"], "--tape needs a value"],
      ] as const
    ) {
      const { code, stderr } = await run(...args);
      assert(code === 2 && stderr.includes(said), `${args}: ${code} ${stderr}`);
    }
    assertEquals((await run("--tape", "/no/such.csv", "host")).code, 4);
    const silent = await run("--dry-run", "--rollback", "-p", "x");
    assertEquals(silent.code, 2);
    assert((await run("--help")).stdout.startsWith("scripts/deploy.sh [options] HOST"));
  },
);
