/** What `sorlab --version` says. @module */

import config from "../../deno.json" with { type: "json" };

/** Written by `scripts/compile.ts`, and only there in an executable. */
const BUILD = `${import.meta.dirname}/../../dist/build.json`;

/** Version, commit and date of the build, and the Deno that runs it. */
export async function versionText(): Promise<string> {
  const from = Deno.build.standalone ? await builtFrom() : "from source";
  return `sorlab ${config.version} (${from}, Deno ${Deno.version.deno})\n`;
}

async function builtFrom(): Promise<string> {
  const { commit, date } = JSON.parse(await Deno.readTextFile(BUILD));
  return `commit ${commit}, built ${date}`;
}
