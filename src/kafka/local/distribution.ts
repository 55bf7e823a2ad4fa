/** Kafka's jars: found, or downloaded and verified. @module */

import { createHash } from "node:crypto";
import { KafkaFailure, reasonOf } from "../failure.ts";
import { program, shell } from "./shell.ts";

/** The version that sorlab is built and tested against. */
export const KAFKA_VERSION = "4.3.0";

/** By version, a digest of its jars on Maven Central: SHA-256 over the names and SHA-256s of all of them. */
const PINNED: Readonly<Record<string, string>> = {
  "4.3.0": "f520cf7a245f2f8a04e03ada8031f80bfb6169bfe222c7d10582f74243b07083",
};

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
 * The folder with Kafka's jars: that of `KAFKA_HOME`, else one downloaded before, else from Maven Central,
 * else out of Apache's tarball. What is downloaded is verified.
 *
 * @throws {KafkaFailure} naming all that was tried.
 */
export async function kafkaJars(options: DistributionOptions): Promise<string> {
  const { kafkaHome, cache, version = KAFKA_VERSION } = options;
  if (kafkaHome) {
    if (await holdsJars(`${kafkaHome}/libs`)) return `${kafkaHome}/libs`;
    throw new KafkaFailure("unreachable", `KAFKA_HOME is ${kafkaHome}, which has no libs/kafka_*.jar`);
  }
  const jars = `${cache}/kafka-${version}`;
  if (await holdsJars(jars)) return jars;
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
      options.tell?.(`getting Kafka ${version} (about 45 MB, once)`);
      await source(partial, version);
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

async function fromMaven(into: string, version: string): Promise<void> {
  const pom = `${into}.pom.xml`;
  await Deno.writeTextFile(pom, pomOf(version));
  try {
    const arguments_ = [
      "dependency:copy-dependencies",
      "-DincludeScope=runtime",
      `-DoutputDirectory=${into}`,
    ];
    // -C: a jar whose checksum is not the repository's is a failure.
    const { code, stdout, stderr } = await program("mvn", "-q", "-B", "-C", "-f", pom, ...arguments_);
    if (code === 127) throw new Error("Maven is not installed");
    if (code !== 0) {
      const reason = /Unknown host[^\n]*|Could not[^\n]*|Connection[^\n]*/.exec(stdout + stderr)?.[0] ??
        `exit code ${code}`;
      throw new Error(`Maven Central (${MAVEN_CENTRAL}): ${reason.trim().slice(0, 160)}`);
    }
    await verifyPinned(into, version);
  } finally {
    await Deno.remove(pom);
  }
}

async function verifyPinned(folder: string, version: string): Promise<void> {
  const pinned = PINNED[version];
  if (pinned === undefined) return;
  const names = [];
  for await (const { name } of Deno.readDir(folder)) names.push(name);
  const all = createHash("sha256");
  for (const name of names.toSorted()) {
    const digest = createHash("sha256").update(await Deno.readFile(`${folder}/${name}`)).digest("hex");
    all.update(`${digest} ${name}\n`);
  }
  const digest = all.digest("hex");
  if (digest !== pinned) {
    throw new Error(`Maven Central: the jars are not those of Kafka ${version} as pinned (${digest})`);
  }
}

async function fromMirror(mirror: string, into: string, version: string): Promise<void> {
  const name = `kafka_${SCALA}-${version}.tgz`;
  const host = new URL(mirror).host;
  const url = `${mirror}/${version}/${name}`;
  const tarball = `${into}.tgz`;
  try {
    const expected = parseSha512(await textOf(`${url}.sha512`, host));
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
