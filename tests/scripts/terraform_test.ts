// What Terraform reads, the server's files and the engine of AWS Batch: well-formed, valid, planned as server.tftest.hcl says.
import { assert, assertEquals } from "@std/assert";
import { bash, missingPrograms, testUnless } from "../_executable.ts";
import { inFolder } from "../_folder.ts";

const ROOT = decodeURIComponent(new URL("../../", import.meta.url).pathname);
const noTerraform = (await missingPrograms("terraform")).length > 0 ? "no terraform here" : "";

testUnless(noTerraform, "terraform finds its files well-formed", async () => {
  const { code, stdout, stderr } = await bash(
    'cd "$1/scripts" && terraform fmt -check -diff terraform && terraform fmt -check -diff engines',
    ROOT,
  );
  assertEquals(code, 0, stdout + stderr);
});

/** A provider that lies unpacked on this machine, where Terraform's registry does not answer. */
const MIRROR =
  "find /opt /usr/share /usr/local/share -maxdepth 3 -type d -name registry.terraform.io -print -quit 2>/dev/null";
const INIT = `cp "$1"/scripts/terraform/*.tf "$1"/tests/scripts/server.tftest.hcl "$2" && cd "$2" &&
  mkdir engine && cp "$1"/scripts/engines/*.tf engine &&
  sed -i 's,/../cloud_init.yaml,/cloud_init.yaml,' main.tf && cp "$1/scripts/cloud_init.yaml" . &&
  ssh-keygen -q -t ed25519 -N '' -f key && export CHECKPOINT_DISABLE=1 && mirror=$(${MIRROR}) &&
  terraform init -no-color -backend=false -input=false \${mirror:+-plugin-dir="$(dirname "$mirror")"} >&2`;

/**
 * A provider that Terraform finds running, as it would start it a dozen times: twice for each plan. Where it does not say
 * how it is reached, Terraform starts it all the same. GOGC, GOMEMLIMIT: to collect what is soon gone takes longer than all else.
 */
const TEST = `export GOGC=off GOMEMLIMIT=1GiB
  exec 3< <(exec .terraform/providers/registry.terraform.io/*/aws/*/*/terraform-provider-aws* -debug 2>/dev/null)
  provider=$!
  while read -r -t 30 line <&3; do
    if [[ $line == *TF_REATTACH_PROVIDERS=* ]]; then
      line=\${line#*=} && line=\${line#\\'} && export TF_REATTACH_PROVIDERS=\${line%\\'}
      break
    fi
  done
  terraform test -no-color; code=$?
  kill "$provider" 2>/dev/null
  exit "$code"`;

/** Its exit code where there is no provider. */
const NO_PROVIDER = 99;
/** Here, so that Terraform is started once for both: its reason to be ignored, and the test. */
const planned = noTerraform !== ""
  ? undefined
  : await inFolder((folder) => bash(`{ ${INIT}; } || exit ${NO_PROVIDER}; ${TEST}`, ROOT, folder));
const noProvider = planned?.code === NO_PROVIDER
  ? `no AWS provider to be had: ${/Error: (.*)/.exec(planned.stderr)?.[1] ?? planned.stderr}`
  : "";

testUnless(
  noTerraform || noProvider,
  "Terraform validates the server and the engine of AWS Batch, and plans them as their tests say",
  () => {
    // "terraform test" validates first.
    const { code, stdout, stderr } = planned!;
    assertEquals(code, 0, stdout + stderr);
    assert(/\d+ passed, 0 failed/.test(stdout), stdout);
  },
);

Deno.test("Terraform's user data is cloud_init.yaml with its settings filled in, below EC2's limit", async () => {
  const main = await Deno.readTextFile(`${ROOT}scripts/terraform/main.tf`);
  const userData = await Deno.readTextFile(`${ROOT}scripts/cloud_init.yaml`);
  const names = ["SORLAB_URL", "SORLAB_SHA256", "SORLAB_KAFKA_HOST"];
  for (const name of names) assert(main.includes(`"${name}=\${`), name);
  // Terraform replaces the empty settings: they must stand once, one behind the other.
  const empty = names.map((name) => `   ${name}=\n`).join("");
  assertEquals(userData.match(/( +SORLAB_[A-Z0-9_]+=\n)+/g), [empty]);
  assert(userData.length + 200 + 64 <= 16 * 1024, "no room for an address and a checksum");
});
