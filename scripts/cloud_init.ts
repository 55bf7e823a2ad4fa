/**
 * Writes `scripts/cloud_init.yaml`: the files of `scripts/server/` as user data of a new machine, which cloud-init
 * lays out and whose `setup.sh` it runs. `--check` only says whether the file is as it should be.
 *
 * Usage: `deno run --allow-read --allow-write scripts/cloud_init.ts [--check]`
 *
 * @module
 */

// deno-lint-ignore-file no-console -- a script's only way to say what it did

const SERVER = new URL("server/", import.meta.url);
const USER_DATA = new URL("cloud_init.yaml", import.meta.url);

/** What EC2 takes. */
const MOST_BYTES = 16 * 1024;
/** Of that, for the address of a release and its checksum, which are filled in later. */
const SETTINGS_BYTES = 264;

const HEAD = `#cloud-config
# A new machine becomes a server of sorlab: Java, Apache Kafka, services; see "sorlab help ec2".
# Written by scripts/cloud_init.ts from scripts/server/: change those. Safe to run again.
# What the settings below mean, setup.sh says; without them scripts/deploy.sh brings the executable.
write_files:
- path: /etc/sorlab/settings
  content: |
   SORLAB_URL=
   SORLAB_SHA256=
   SORLAB_KAFKA_HOST=
`;

const TAIL = `runcmd:
- [/opt/sorlab/server/setup.sh]
`;

async function userData(): Promise<string> {
  const names = (await Array.fromAsync(Deno.readDir(SERVER), ({ name }) => name)).toSorted();
  const files = await Promise.all(names.map(async (name) => {
    const content = await Deno.readTextFile(new URL(name, SERVER));
    const mode = name.endsWith(".sh") ? '  permissions: "0755"\n' : "";
    return `- path: /opt/sorlab/server/${name}
${mode}  content: |
${content.replaceAll(/^(?=.)/gm, "   ")}`;
  }));
  return HEAD + files.join("") + TAIL;
}

const text = await userData();
const bytes = new TextEncoder().encode(text).length;
if (bytes > MOST_BYTES - SETTINGS_BYTES) {
  console.error(
    `scripts/cloud_init.ts: ${bytes} bytes, where EC2 takes ${MOST_BYTES} with ${SETTINGS_BYTES} of settings`,
  );
  Deno.exit(1);
}
if (!Deno.args.includes("--check")) {
  await Deno.writeTextFile(USER_DATA, text);
} else if (await Deno.readTextFile(USER_DATA).catch(() => "") !== text) {
  console.error("scripts/cloud_init.yaml is not what scripts/server/ makes: run scripts/cloud_init.ts");
  Deno.exit(1);
}
console.log(`${bytes} of ${MOST_BYTES} bytes`);
