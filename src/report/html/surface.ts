/** What a search met over pairs of parameters: the darker, the dearer; what is as good as the best is outlined. @module */

import type { SearchReport } from "../schema.ts";
import { bps, plain } from "./figures.ts";
import { keys } from "./chart.ts";
import { type Content, type Markup, markup, NOTHING } from "./markup.ts";
import { rounded } from "./scale.ts";

type Surface = SearchReport["surfaces"][number];
type Chosen = Readonly<Record<string, number | null>>;

/**
 * The surfaces of a search.
 *
 * @param chosen the parameters that it chose.
 */
export function surfaceFigures(given: readonly Surface[], chosen: Chosen): Markup {
  const surfaces = given.filter(isWhole);
  const costs = surfaces.flatMap(({ least_cost_bps }) => least_cost_bps.filter((cost) => cost !== null));
  if (costs.length === 0) return NOTHING;
  const least = costs.reduce((a, b) => Math.min(a, b));
  const most = costs.reduce((a, b) => Math.max(a, b));
  return markup`${
    keys([
      [
        markup`<svg class="keycell" aria-hidden="true"><rect class="cell" style="--part:0.000" width="100%" height="100%"/></svg>`,
        `${bps(least)} bps, the least; the darker, the dearer`,
      ],
      [
        markup`<svg class="keycell" aria-hidden="true"><rect class="cell" style="--part:1.000" width="100%" height="100%"/></svg>`,
        `${bps(most)} bps`,
      ],
      [
        markup`<svg class="keycell" aria-hidden="true"><rect class="cell plateau" style="--part:0.000" width="100%" height="100%"/></svg>`,
        "as good as the best",
      ],
      ["○ ", "chosen"],
    ])
  }<div class="multiples">${surfaces.map((surface) => surfaceFigure(surface, chosen, least, most))}</div>
`;
}

/** Whether it is a surface over one parameter or two, with a cost for each cell. */
function isWhole({ parameters, values, least_cost_bps: costs }: Surface): boolean {
  const cells = values.reduce((product, { length }) => product * length, 1);
  return [1, 2].includes(parameters.length) && values.length === parameters.length && cells === costs.length;
}

function surfaceFigure(surface: Surface, chosen: Chosen, least: number, most: number): Markup {
  const [down, across] = axesOf(surface);
  const cells = surface.least_cost_bps.map((cost, i) => {
    const [row, column] = [Math.floor(i / across.values.length), i % across.values.length];
    return { cost, row, column, isPlateau: surface.plateau[i] === true };
  });
  const [width, height] = [100 / across.values.length, 100 / down.values.length];
  const part = (cost: number): string => (most > least ? (cost - least) / (most - least) : 0).toFixed(3);
  const drawn = cells.map(({ cost, row, column, isPlateau }) => {
    const where = [titlePart(down, row), titlePart(across, column)].filter((each) => each !== "").join(", ");
    const box = markup`x="${rounded(column * width)}%" y="${rounded(100 - (row + 1) * height)}%" width="${
      rounded(width)
    }%" height="${rounded(height)}%"`;
    if (cost === null) return markup`<rect class="untried" ${box}><title>${where}: not tried</title></rect>`;
    const good = isPlateau ? ", as good as the best" : "";
    return markup`<rect class="cell" style="--part:${part(cost)}" ${box}><title>${where}: ${
      bps(cost)
    } bps${good}</title></rect>`;
  });
  const names = [across.name, down.name].filter((name) => name !== "").join(" and ");
  return markup`<figure class="surface"><figcaption>${
    down.name === "" ? across.name : `${down.name} ↑, ${across.name} →`
  }</figcaption><div class="chart ${
    down.name === "" ? "strip" : "surface"
  }"><svg class="left" aria-hidden="true">${
    down.name === ""
      ? []
      : labels(down.values, 6).map(({ at, text }) =>
        markup`<text x="100%" y="${rounded(100 - at)}%" dy=".35em">${text}</text>`
      )
  }</svg><svg class="area" role="img"><title>${`Least cost met over ${names}`}</title>${drawn}${
    outlines(cells.filter(({ isPlateau }) => isPlateau), width, height)
  }${chosenMark(down, across, chosen)}</svg><svg class="below" aria-hidden="true">${
    labels(across.values, 3).map(({ at, text }) =>
      markup`<text class="middle" x="${at}%" y="13">${text}</text>`
    )
  }</svg></div></figure>
`;
}

/** A parameter along a side of a surface; one without a name is no side at all. */
interface Side {
  readonly name: string;
  readonly values: readonly number[];
}

function axesOf({ parameters, values }: Surface): [down: Side, across: Side] {
  const sides = parameters.map((name, i) => ({ name, values: values[i] ?? [] }));
  return sides.length > 1 ? [sides[0]!, sides[1]!] : [{ name: "", values: [0] }, sides[0]!];
}

function titlePart({ name, values }: Side, i: number): string {
  return name === "" ? "" : `${name} ${plain(values[i]!)}`;
}

/** Values to stand beside the cells: all, or where they are more than there is room for, some. */
function labels(values: readonly number[], most: number): { at: number; text: string }[] {
  const every = Math.ceil(values.length / most);
  return values.flatMap((value, i) =>
    i % every === 0
      ? { at: rounded(100 * (i + 0.5) / values.length), text: String(Number(value.toPrecision(3))) }
      : []
  );
}

/** The border of cells: an edge wherever a neighbour is none of them. */
function outlines(
  cells: readonly { readonly row: number; readonly column: number }[],
  width: number,
  height: number,
): Content {
  const there = new Set(cells.map(({ row, column }) => `${row},${column}`));
  return cells.map(({ row, column }) => {
    const [left, right] = [rounded(column * width), rounded((column + 1) * width)];
    const [foot, top] = [rounded(100 - row * height), rounded(100 - (row + 1) * height)];
    const edge = (dr: number, dc: number, x1: number, y1: number, x2: number, y2: number): Content =>
      there.has(`${row + dr},${column + dc}`)
        ? NOTHING
        : markup`<line class="outline" x1="${x1}%" y1="${y1}%" x2="${x2}%" y2="${y2}%"/>`;
    return [
      edge(1, 0, left, top, right, top),
      edge(-1, 0, left, foot, right, foot),
      edge(0, -1, left, top, left, foot),
      edge(0, 1, right, top, right, foot),
    ];
  });
}

/** The cell that the chosen values lie in, or nearest to. */
function chosenMark(down: Side, across: Side, chosen: Chosen): Markup {
  const place = ({ name, values }: Side): number | null => {
    if (name === "") return 50;
    const value = chosen[name] ?? null;
    if (value === null) return null;
    const nearest = values.reduce(
      (best, each, i) => Math.abs(each - value) < Math.abs(values[best]! - value) ? i : best,
      0,
    );
    return 100 * (nearest + 0.5) / values.length;
  };
  const [x, y] = [place(across), place(down)];
  if (x === null || y === null) return NOTHING;
  return markup`<circle class="point open" cx="${rounded(x)}%" cy="${rounded(100 - y)}%" r="5"/>`;
}
