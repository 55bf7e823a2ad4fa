/**
 * Real days of market data, which are not part of the project.
 *
 * @module
 */

export const FOLDER = new URL("../../../shared/data/", import.meta.url).pathname;
export const TAQ = "taq_xxx_20180102.mbp-1.csv.gz";
export const DBEQ = "dbeq_20240801.tbbo.csv.gz";
export const AAPL = "aapl_20241021.mbp-10.csv.gz";

/** Whether a file of real data is there. */
export function isThere(file: string): boolean {
  try {
    return Deno.statSync(FOLDER + file).isFile;
  } catch {
    return false;
  }
}

/** A test that needs a file of real data; its name says why it is ignored. */
export function testWith(file: string, name: string, fn: () => Promise<void>): void {
  const ignore = !isThere(file);
  Deno.test({ name: ignore ? `${name} (ignored: ../shared/data/${file} is not there)` : name, ignore, fn });
}

/** The text of a file that gzip compressed. */
export async function gunzippedText(path: string): Promise<string> {
  const { body } = new Response(await Deno.readFile(path));
  return await new Response(body!.pipeThrough(new DecompressionStream("gzip"))).text();
}
