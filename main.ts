import { parseArgs } from "@std/cli/parse-args";
import { parse } from "@std/csv/parse";
import { closestString } from "@std/text/closest-string";
import { assertEquals } from "@std/assert";
import * as fz from "fzstd";
console.log(parseArgs(["--a", "1"]), parse("a,b\n1,2"), closestString("foo", ["fo", "bar"]), Object.keys(fz));
assertEquals(1, 1);
