/**
 * Prints what the executable is made of as an SPDX 2.3 document: sorlab, the packages that Deno resolved for it, and
 * Deno itself.
 *
 * Usage: `deno run --allow-read --allow-run --allow-env=SOURCE_DATE_EPOCH scripts/sbom.ts >sorlab.spdx.json`
 *
 * @module
 */

// deno-lint-ignore-file no-console -- the document goes to standard output

const ROOT = new URL("../", import.meta.url);

/** What `deno info --json` tells, as far as it is used. */
interface Info {
  readonly modules: readonly { readonly specifier: string }[];
  readonly npmPackages: Readonly<Record<string, NpmPackage>>;
}

interface NpmPackage {
  readonly name: string;
  readonly version: string;
  readonly dependencies: readonly string[];
  readonly localPath?: string;
}

/** A package of the document. */
interface Package {
  readonly name: string;
  readonly SPDXID: string;
  readonly versionInfo: string;
  readonly downloadLocation: string;
  readonly filesAnalyzed: false;
  readonly licenseConcluded: string;
  readonly licenseDeclared: string;
  readonly copyrightText: string;
  readonly externalRefs?: readonly Record<string, string>[];
}

async function resolved(): Promise<Info> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--quiet", "--json", "main.ts"],
    cwd: ROOT,
  }).output();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** An identifier of SPDX: letters, digits, dots and dashes. */
function spdxId(name: string, version: string): string {
  return `SPDXRef-${`${name}-${version}`.replaceAll(/[^A-Za-z0-9.-]+/g, "-")}`;
}

function packageOf(
  name: string,
  version: string,
  { license = "NOASSERTION", location = "NOASSERTION", purl }: {
    license?: string | undefined;
    location?: string | undefined;
    purl?: string;
  },
): Package {
  return {
    name,
    SPDXID: spdxId(name, version),
    versionInfo: version,
    downloadLocation: location,
    filesAnalyzed: false,
    licenseConcluded: "NOASSERTION",
    licenseDeclared: license,
    copyrightText: "NOASSERTION",
    ...(purl === undefined ? {} : {
      externalRefs: [{
        referenceCategory: "PACKAGE-MANAGER",
        referenceType: "purl",
        referenceLocator: purl,
      }],
    }),
  };
}

async function fromNpm({ name, version, localPath }: NpmPackage): Promise<Package> {
  const manifest = localPath === undefined
    ? {}
    : JSON.parse(await Deno.readTextFile(`${localPath}/package.json`));
  return packageOf(name, version, {
    license: typeof manifest.license === "string" ? manifest.license : undefined,
    location: `https://registry.npmjs.org/${name}/-/${name.split("/").at(-1)}-${version}.tgz`,
    purl: `pkg:npm/${name.replace("@", "%40")}@${version}`,
  });
}

/** The packages of JSR that modules are of: `https://jsr.io/@scope/name/version/…`. */
function fromJsr({ modules }: Info): Package[] {
  const found = new Map<string, Package>();
  for (const { specifier } of modules) {
    const [, name, version] = /^https:\/\/jsr\.io\/(@[^/]+\/[^/]+)\/([^/]+)\//.exec(specifier) ?? [];
    if (name === undefined || version === undefined) continue;
    found.set(
      name,
      packageOf(name, version, { location: `https://jsr.io/${name}`, purl: `pkg:jsr/${name}@${version}` }),
    );
  }
  return [...found.values()];
}

async function sbom(): Promise<unknown> {
  const info = await resolved();
  const config = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT)));
  const epoch = Deno.env.get("SOURCE_DATE_EPOCH");
  const created = epoch ? new Date(Number(epoch) * 1000) : new Date();
  const own = packageOf("sorlab", config.version, { license: config.license });
  const deno = packageOf("deno", Deno.version.deno, {
    license: "MIT",
    location: `https://github.com/denoland/deno/releases/tag/v${Deno.version.deno}`,
    purl: `pkg:github/denoland/deno@v${Deno.version.deno}`,
  });
  const npm = new Map<string, Package>();
  for (const [key, each] of Object.entries(info.npmPackages)) npm.set(key, await fromNpm(each));
  const parts = [deno, ...fromJsr(info), ...npm.values()].toSorted((a, b) => a.SPDXID < b.SPDXID ? -1 : 1);
  const needs = Object.entries(info.npmPackages).flatMap(([key, { dependencies }]) =>
    dependencies.map((other) => relation(npm.get(key)!.SPDXID, "DEPENDS_ON", npm.get(other)!.SPDXID))
  );
  return {
    spdxVersion: "SPDX-2.3",
    dataLicense: "CC0-1.0",
    SPDXID: "SPDXRef-DOCUMENT",
    name: `sorlab-${config.version}`,
    documentNamespace: `https://spdx.org/spdxdocs/sorlab-${config.version}-${created.getTime()}`,
    creationInfo: {
      created: created.toISOString().replace(/\.\d+Z/, "Z"),
      creators: ["Tool: sorlab-sbom"],
    },
    packages: [own, ...parts],
    relationships: [
      relation("SPDXRef-DOCUMENT", "DESCRIBES", own.SPDXID),
      ...parts.map(({ SPDXID }) => relation(own.SPDXID, "CONTAINS", SPDXID)),
      ...needs,
    ],
  };
}

function relation(from: string, type: string, to: string): Record<string, string> {
  return { spdxElementId: from, relationshipType: type, relatedSpdxElement: to };
}

console.log(JSON.stringify(await sbom(), null, 2));
