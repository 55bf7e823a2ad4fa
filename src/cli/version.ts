/** What `sorlab --version` says. @module */

import config from "../../deno.json" with { type: "json" };

/** Written by `scripts/compile.ts`, and only there in an executable. */
const BUILD = `${import.meta.dirname}/../../dist/build.json`;

/** Version, commit and date of the build, and the Deno that runs it. */
export function versionText(): string {
  const from = Deno.build.standalone ? builtFrom() : "from source";
  return `sorlab ${config.version} (${from}, Deno ${Deno.version.deno})\n`;
}

function builtFrom(): string {
  const { commit, date } = JSON.parse(Deno.readTextFileSync(BUILD));
  return `commit ${commit}, built ${date}`;
}
