import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { diagonalise } from "../../../src/search/proposer/_eigen.ts";
import { randomInt, seededRandom } from "../../../src/market/random.ts";

/** Eigenvalues, rising, and eigenvectors, after both identities are held: A = B·D·Bᵀ and Bᵀ·B = I. */
function eigenvalues(rows: readonly (readonly number[])[], tolerance = 1e-13): number[] {
  const n = rows.length;
  const matrix = Float64Array.from(rows.flat());
  const vectors = new Float64Array(n * n);
  diagonalise(matrix, vectors, n);
  const values = Array.from({ length: n }, (_, i) => matrix[i * n + i]!);
  const scale = Math.max(...values.map(Math.abs), Number.MIN_VALUE);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let product = 0;
      let angle = 0;
      for (let k = 0; k < n; k++) {
        product += vectors[i * n + k]! * values[k]! * vectors[j * n + k]!;
        angle += vectors[k * n + i]! * vectors[k * n + j]!;
      }
      assertAlmostEquals(product / scale, rows[i]![j]! / scale, tolerance);
      assertAlmostEquals(angle, i === j ? 1 : 0, tolerance);
    }
  }
  return values.sort((a, b) => a - b);
}

/** The square matrix of these elements. */
function matrixOf(n: number, element: (i: number, j: number) => number): number[][] {
  return Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => element(i, j)));
}

Deno.test("diagonalise() of matrices that are diagonal, zero, or of one row", () => {
  assertEquals(eigenvalues([[3]]), [3]);
  assertEquals(eigenvalues([[2, 0], [0, -1]]), [-1, 2]);
  assertEquals(eigenvalues(matrixOf(3, () => 0)), [0, 0, 0]);
});

Deno.test("diagonalise() of two rows, by the quadratic formula", () => {
  const random = seededRandom(1);
  for (let i = 0; i < 100; i++) {
    const [a, b, c] = [random() - 0.5, random() - 0.5, random() - 0.5];
    const root = Math.hypot((a - c) / 2, b);
    const [low, high] = eigenvalues([[a, b], [b, c]]);
    assertAlmostEquals(low!, (a + c) / 2 - root, 1e-14);
    assertAlmostEquals(high!, (a + c) / 2 + root, 1e-14);
  }
});

Deno.test("diagonalise() of the second difference: 2 − 2 cos(kπ/(n + 1))", () => {
  for (const n of [3, 10, 40]) {
    const values = eigenvalues(matrixOf(n, (i, j) => i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0));
    for (let k = 1; k <= n; k++) {
      assertAlmostEquals(values[k - 1]!, 2 - 2 * Math.cos(k * Math.PI / (n + 1)), 1e-13);
    }
  }
});

Deno.test("diagonalise() of equal eigenvalues: all ones, n − 1 times 0 and once n", () => {
  const values = eigenvalues(matrixOf(6, () => 1));
  for (const value of values.slice(0, 5)) assertAlmostEquals(value, 0, 1e-14);
  assertAlmostEquals(values[5]!, 6, 1e-13);
});

Deno.test("diagonalise() finds the small eigenvalues of Hilbert's matrix to many digits", () => {
  // By mpmath at 40 digits.
  const values = eigenvalues(matrixOf(5, (i, j) => 1 / (i + j + 1)));
  const expected = [
    3.28792877217187e-6,
    3.05898040151198e-4,
    1.14074916234195e-2,
    0.208534218611015,
    1.567050691098228,
  ];
  for (const [k, value] of values.entries()) {
    assert(Math.abs(value / expected[k]! - 1) < 1e-11, `${value}, where ${expected[k]} is known`);
  }
});

Deno.test("diagonalise() keeps both identities on random matrices of any condition", () => {
  for (let seed = 0; seed < 100; seed++) {
    const random = seededRandom(seed);
    const n = 1 + randomInt(random, 12);
    const scales = Array.from({ length: n }, () => 10 ** (6 * random() - 3));
    const rows = matrixOf(n, () => 0);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) rows[i]![j] = rows[j]![i] = (random() - 0.5) * scales[i]! * scales[j]!;
    }
    try {
      eigenvalues(rows);
    } catch (error) {
      throw new Error(`Failed at seed ${seed}`, { cause: error });
    }
  }
});
