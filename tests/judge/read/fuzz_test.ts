import { assert, assertEquals } from "@std/assert";
import { readChildOrders } from "../../../src/judge/read/child_orders.ts";
import { readFills } from "../../../src/judge/read/fills.ts";
import { readParents } from "../../../src/judge/read/parents.ts";
import { DataError } from "../../../src/market/data_error.ts";
import { type Random, randomInt, seededRandom } from "../../../src/market/random.ts";
import { seeds } from "../../_seeds.ts";
import { assertSound, ORIGIN_NS, withText } from "./_files.ts";

const OPTIONS = { originNs: ORIGIN_NS, symbol: "AAPL" };

const TABLE = `id,time,side,venue,price,shares,order,child,sent,kind,fee
E1,2024-08-01T13:36:32.491911683Z,buy,XNAS,222.81,100,A,A-1,2024-08-01T13:36:32.491Z,taken,0.30
E2,2024-08-01T13:36:33Z,sell,ARCX,222.8125,37,B,"B,2",,rested,-0.074
`;
const LOG =
  `2024 IN 8=FIX.4.4|9=99|35=8|11=C1|37=O1|17=E1|150=F|54=1|55=AAPL|30=XNAS|31=222.81|32=100|60=20240801-13:36:32.25|10=1|
8=FIX.4.4|9=99|35=8|11=C1|37=O1|17=E2|150=F|54=1|55=AAPL|30=XNAS|31=222.82|32=10|12=.3|13=1|851=1|60=20240801-13:36:33|10=1|
8=FIX.4.4|9=99|35=8|11=C1|37=O1|17=B1|19=E1|150=H|54=1|55=AAPL|31=0|32=0|60=20240801-13:36:34|10=1|
`;

/** Changes bytes, takes some out, puts some in twice: what happens to files. */
function damaged(text: string, random: Random): Uint8Array<ArrayBuffer> {
  let bytes = [...new TextEncoder().encode(text)];
  for (let times = 1 + randomInt(random, 4); times > 0; times--) {
    const at = randomInt(random, bytes.length);
    const length = 1 + randomInt(random, 12);
    switch (randomInt(random, 5)) {
      case 0:
        bytes[at] = randomInt(random, 256);
        break;
      case 1:
        bytes.splice(at, length);
        break;
      case 2:
        bytes.splice(at, 0, ...bytes.slice(at, at + length));
        break;
      case 3:
        bytes = bytes.slice(0, at);
        break;
      default:
        bytes.splice(at, 0, ...Array.from({ length }, () => randomInt(random, 256)));
    }
    if (bytes.length === 0) break;
  }
  return Uint8Array.from(bytes);
}

for (const [name, text] of Object.entries({ "a table": TABLE, "a FIX log": LOG })) {
  Deno.test(`readFills() reads ${name} that is damaged anyhow, or says what is wrong with it`, async () => {
    let sound = 0;
    await withText(text, async (path) => {
      for (let seed = 1; seed <= seeds(150, 5000); seed++) {
        await Deno.writeFile(path, damaged(text, seededRandom(seed)));
        try {
          assertSound((await readFills(path, OPTIONS)).fills);
          sound++;
        } catch (error) {
          assert(error instanceof DataError, `seed ${seed}: ${error instanceof Error ? error.stack : error}`);
        }
      }
    });
    assert(sound > 5);
  });

  Deno.test(`readFills() reads ${name} as it stands, byte for byte the same each time`, async () => {
    const [once, twice] = await Promise.all(
      [1, 2].map(() => withText(text, (path) => readFills(path, OPTIONS))),
    );
    assertEquals(once, twice);
    assertSound(once!.fills);
  });
}

Deno.test("readParents() and readChildOrders() read damaged files, or say what is wrong with them", async () => {
  const parents =
    "order,side,quantity,start,end,limit\nA,buy,100,13:36:32,13:40:00,223\nB,sell,50,13:36,13:50,\n";
  const orders = "child,venue,side,price,shares,sent,acknowledged,until,tif\n" +
    "C1,XNAS,buy,222.8,100,13:36:32,13:36:32.01,13:36:40,DAY\nC2,XNAS,sell,,100,13:36:32,,,IOC\n";
  for (const [text, read] of [[parents, readParents], [orders, readChildOrders]] as const) {
    await withText(text, async (path) => {
      for (let seed = 1; seed <= seeds(30, 3000); seed++) {
        await Deno.writeFile(path, damaged(text, seededRandom(seed)));
        try {
          await read(path, OPTIONS);
        } catch (error) {
          assert(error instanceof DataError, `seed ${seed}: ${error instanceof Error ? error.stack : error}`);
        }
      }
    });
  }
});
