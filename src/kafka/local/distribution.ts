/** Kafka's jars: found, or downloaded and verified. @module */

import { sha256 } from "../../market/sha256.ts";
import { createHash } from "node:crypto";
import { KafkaFailure, reasonOf } from "../failure.ts";
import { shell } from "./shell.ts";

/** The version that sorlab is built and tested against. */
export const KAFKA_VERSION = "4.3.0";

/** What is known of a version beforehand. */
interface Pinned {
  /** {@linkcode digestOfFolder} of its jars on Maven Central. */
  readonly jars: string;
  /** SHA-512 of Apache's tarball. */
  readonly tarball: string;
}

const PINNED: Readonly<Record<string, Pinned>> = {
  "4.3.0": {
    jars: "f520cf7a245f2f8a04e03ada8031f80bfb6169bfe222c7d10582f74243b07083",
    tarball: "ee36cf508b519769e253acdfa13add23f405ab42b241ca641589843df6a5c7bc" +
      "72289301eb410a645ce7cd1cd0fe20921143b9074dfbfe72605943140d4e8cb1",
  },
};

const VERSION = /^\d{1,4}(\.\d{1,4}){1,3}$/;

const SCALA = "2.13";
const MIRRORS = ["https://downloads.apache.org/kafka", "https://archive.apache.org/dist/kafka"];
const MAVEN_CENTRAL = "repo.maven.apache.org";

/** Where to look for Kafka, and where to put it. */
interface DistributionOptions {
  /** Folder for what is downloaded. */
  readonly cache: string;
  readonly version?: string | undefined;
  /** `KAFKA_HOME`: an unpacked Kafka. */
  readonly kafkaHome?: string | undefined;
  /** Apache's download sites, for tests. */
  readonly mirrors?: readonly string[] | undefined;
  /** Whether Maven is asked first. @default true */
  readonly maven?: boolean | undefined;
  /** Told before something that takes long. */
  readonly tell?: ((message: string) => void) | undefined;
}

/**
 * A version of Kafka. It becomes part of the names of folders and of addresses, so that nothing else will do.
 *
 * @throws {Error} if it is none.
 *
 * @example
 * ```ts
 * import { parseKafkaVersion } from "./distribution.ts";
 * import { assertEquals, assertThrows } from "@std/assert";
 * assertEquals(parseKafkaVersion("4.3.0"), "4.3.0");
 * assertThrows(() => parseKafkaVersion("x/../../y"), Error, "not a version such as 4.3.0");
 * ```
 */
export function parseKafkaVersion(text: string): string {
  if (!VERSION.test(text)) throw new Error(`not a version such as ${KAFKA_VERSION}`);
  return text;
}

/**
 * The folder with Kafka's jars: that of `KAFKA_HOME`, else one downloaded before, else from Maven Central,
 * else out of Apache's tarball. What is downloaded is verified: the version that sorlab is tested against by
 * pinned digests, others by the checksum that their origin publishes. A digest of the jars is kept beside them,
 * and compared whenever they are used again.
 *
 * @throws {KafkaFailure} naming all that was tried, or the folder whose jars have changed.
 */
export async function kafkaJars(options: DistributionOptions): Promise<string> {
  const { kafkaHome, cache } = options;
  const version = parseKafkaVersion(options.version ?? KAFKA_VERSION);
  if (kafkaHome) {
    if (await holdsJars(`${kafkaHome}/libs`)) return `${kafkaHome}/libs`;
    throw new KafkaFailure("unreachable", `KAFKA_HOME is ${kafkaHome}, which has no libs/kafka_*.jar`);
  }
  const jars = `${cache}/kafka-${version}`;
  if (await holdsJars(jars)) {
    await verifyCached(jars, version);
    return jars;
  }
  await Deno.mkdir(cache, { recursive: true });
  const obstacles: string[] = [];
  const sources = [
    ...(options.maven === false ? [] : [fromMaven]),
    ...(options.mirrors ?? MIRRORS).map((mirror) => (into: string, of: string) =>
      fromMirror(mirror, into, of)
    ),
  ];
  for (const source of sources) {
    // It is moved to its place only once it is whole.
    const partial = `${jars}.partial`;
    await Deno.remove(partial, { recursive: true }).catch(() => {}); // usually there is none
    await Deno.mkdir(partial, { recursive: true });
    try {
      options.tell?.(`getting Kafka ${version} (about 45 MB, once)${verifiedBy(version)}`);
      await source(partial, version);
      await Deno.writeTextFile(digestFileOf(jars), `${await digestOfFolder(partial)}\n`);
      await Deno.rename(partial, jars);
      return jars;
    } catch (error) {
      obstacles.push(reasonOf(error));
      await Deno.remove(partial, { recursive: true });
    }
  }
  throw new KafkaFailure(
    "unreachable",
    `cannot get Kafka ${version}: ${obstacles.join("; ")}; unpack one yourself and set KAFKA_HOME`,
  );
}

function verifiedBy(version: string): string {
  return version in PINNED ? "" : ", checked by its origin's own checksum: sorlab knows none of this version";
}

const digestFileOf = (jars: string): string => `${jars}.sha256`;

/** @throws {KafkaFailure} if the jars are neither the pinned ones nor those that were downloaded. */
async function verifyCached(jars: string, version: string): Promise<void> {
  const found = await digestOfFolder(jars);
  if (found === PINNED[version]?.jars) return;
  const downloaded = await Deno.readTextFile(digestFileOf(jars)).catch(() => ""); // of an older sorlab
  if (found === downloaded.trim()) return;
  throw new KafkaFailure(
    "unreachable",
    `the jars in ${jars} are not those of Kafka ${version} that were downloaded: remove that folder to get them anew`,
  );
}

/** SHA-256 over the names and SHA-256s of all files of a folder. */
async function digestOfFolder(folder: string): Promise<string> {
  const names = [];
  for await (const { name } of Deno.readDir(folder)) names.push(name);
  const all = createHash("sha256");
  for (const name of names.toSorted()) {
    const digest = sha256(await Deno.readFile(`${folder}/${name}`));
    all.update(`${digest} ${name}\n`);
  }
  return all.digest("hex");
}

async function holdsJars(folder: string): Promise<boolean> {
  try {
    for await (const { name } of Deno.readDir(folder)) {
      if (name.startsWith("kafka_") && name.endsWith(".jar")) return true;
    }
    return false;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return false;
    throw error;
  }
}

function pomOf(version: string): string {
  const dependency = (group: string, artifact: string, of: string) =>
    `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${of}</version></dependency>`;
  return `<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>local</groupId><artifactId>broker</artifactId><version>1</version>
  <dependencies>
    ${dependency("org.apache.kafka", `kafka_${SCALA}`, version)}
    ${dependency("org.slf4j", "slf4j-nop", "1.7.36")}
  </dependencies>
</project>
`;
}

/** What is run of Maven; the version is fixed, as the jars' versions are. */
const COPY_JARS = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies";

async function fromMaven(into: string, version: string): Promise<void> {
  const project = `${into}.maven`;
  // Maven takes options, extensions and settings of the JVM from the nearest `.mvn` above the project: from this
  // empty one, and from no folder that somebody has put around it.
  await Deno.mkdir(`${project}/.mvn`, { recursive: true });
  await Deno.writeTextFile(`${project}/pom.xml`, pomOf(version));
  try {
    // -C: a jar whose checksum is not the repository's is a failure.
    const { code, stdout, stderr } = await shell(
      'cd "$1" && shift && exec mvn -q -B -C -f "$PWD/pom.xml" "$@"',
      project,
      COPY_JARS,
      "-DincludeScope=runtime",
      `-DoutputDirectory=${into}`,
    );
    if (code === 127) throw new Error("Maven is not installed");
    if (code !== 0) {
      const reason = /Unknown host[^\n]*|Could not[^\n]*|Connection[^\n]*/.exec(stdout + stderr)?.[0] ??
        `exit code ${code}`;
      throw new Error(`Maven Central (${MAVEN_CENTRAL}): ${reason.trim().slice(0, 160)}`);
    }
    await verifyPinned(into, version);
  } finally {
    await Deno.remove(project, { recursive: true });
  }
}

async function verifyPinned(folder: string, version: string): Promise<void> {
  const pinned = PINNED[version]?.jars;
  if (pinned === undefined) return;
  const found = await digestOfFolder(folder);
  if (found === pinned) return;
  throw new Error(`Maven Central: the jars are not those of Kafka ${version} as pinned (${found})`);
}

async function fromMirror(mirror: string, into: string, version: string): Promise<void> {
  const name = `kafka_${SCALA}-${version}.tgz`;
  const host = new URL(mirror).host;
  const url = `${mirror}/${version}/${name}`;
  const tarball = `${into}.tgz`;
  try {
    const expected = PINNED[version]?.tarball ?? parseSha512(await textOf(`${url}.sha512`, host));
    const found = await download(url, tarball, host);
    if (found !== expected) throw new Error(`${host}: the checksum of ${name} differs`);
    const { code, stderr } = await shell(
      'tar -xzf "$1" -C "$2" --strip-components=2 "$3"',
      tarball,
      into,
      `kafka_${SCALA}-${version}/libs`,
    );
    if (code !== 0) throw new Error(`cannot unpack ${name}: ${stderr.split("\n")[0]}`);
  } finally {
    await Deno.remove(tarball).catch(() => {}); // it may not have been written
  }
}

async function fetched(url: string, host: string): Promise<Response> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(300_000) });
    if (response.ok) return response;
    await response.body?.cancel();
    throw new Error(`answers ${response.status}`);
  } catch (error) {
    throw new Error(`${host}: ${reasonOf(error)}`);
  }
}

async function textOf(url: string, host: string): Promise<string> {
  return await (await fetched(url, host)).text();
}

async function download(url: string, path: string, host: string): Promise<string> {
  const { body } = await fetched(url, host);
  const hash = createHash("sha512");
  const file = await Deno.open(path, { write: true, create: true, truncate: true });
  const hashed = body!.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        hash.update(chunk);
        controller.enqueue(chunk);
      },
    }),
  );
  await hashed.pipeTo(file.writable);
  return hash.digest("hex");
}

/** The digest in Apache's `.sha512` files: hex in groups behind the name, or `sha512sum`'s form. */
export function parseSha512(text: string): string {
  const hex = text.replace(/^[^:\n]*:/, "").replaceAll(/\s/g, "").toLowerCase();
  const digest = /^[0-9a-f]{128}/.exec(hex)?.[0];
  if (digest === undefined) throw new Error("the checksum file holds no SHA-512");
  return digest;
}
