/** Certificates for a broker and its clients, made by openssl. @module */

import { assert } from "@std/assert";

const SCRIPT = `set -e; cd "$1"
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=ca -keyout ca.key -out ca.pem
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=stranger -keyout other.key -out other.pem
sign() {
  openssl req -newkey rsa:2048 -nodes -subj "/CN=$1" -keyout "$1.key" -out "$1.csr"
  printf 'subjectAltName=IP:127.0.0.1,DNS:localhost\\n' >"$1.ext"
  openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile "$1.ext" -out "$1.pem"
  openssl pkcs8 -topk8 -nocrypt -in "$1.key" -out "$1.pk8"
}
sign server; sign client
cat server.pk8 server.pem >server.keystore`;

const bash = (script: string, ...args: string[]): Promise<Deno.CommandOutput> =>
  new Deno.Command("bash", { args: ["-c", script, "bash", ...args], stdout: "null", stderr: "piped" })
    .output();

/** Whether they can be made here. */
export const hasOpenssl: boolean = (await bash("type openssl")).success;

/** Puts into a folder those of a CA, of a server and a client that it has signed, and of a stranger. */
export async function makeCertificates(folder: string): Promise<void> {
  const made = await bash(SCRIPT, folder);
  assert(made.success, new TextDecoder().decode(made.stderr));
}
