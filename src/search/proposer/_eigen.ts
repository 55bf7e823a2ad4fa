/** Eigenvalues and eigenvectors of a symmetric matrix. @module */

/** Sweeps suffice: convergence is quadratic, and matrices of 100 rows take about 10. */
const MOST_SWEEPS = 50;
/** Half the distance from 1 to the next double. */
const PRECISION = 2 ** -53;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix, by Jacobi's rotations in cyclic order: simple, and of
 * a positive definite matrix accurate for the small eigenvalues too.
 *
 * Source: Golub & Van Loan, Matrix Computations, section 8.5; where to stop: Demmel & Veselić (1992),
 * Jacobi's method is more accurate than QR.
 *
 * @param matrix n × n, by rows; its diagonal becomes the eigenvalues, and the rest about zero.
 * @param vectors n × n, by rows: column k becomes the eigenvector, of length 1, of eigenvalue k.
 */
export function diagonalise(matrix: Float64Array, vectors: Float64Array, n: number): void {
  vectors.fill(0);
  for (let i = 0; i < n; i++) vectors[i * n + i] = 1;
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let rotations = 0;
    for (let p = 0; p < n - 1; p++) {
      for (let q = p + 1; q < n; q++) if (annihilate(matrix, vectors, n, p, q)) rotations++;
    }
    if (rotations === 0) return;
  }
}

/** Turns the plane of p and q so that the element there becomes zero; whether it was not so already. */
function annihilate(matrix: Float64Array, vectors: Float64Array, n: number, p: number, q: number): boolean {
  const pp = matrix[p * n + p]!;
  const qq = matrix[q * n + q]!;
  const pq = matrix[p * n + q]!;
  if (Math.abs(pq) <= PRECISION * Math.sqrt(Math.abs(pp * qq))) return false;
  const ratio = (qq - pp) / (2 * pq);
  // The smaller root of t² + 2·ratio·t = 1, so that the angle is at most 45°.
  const tangent = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.hypot(1, ratio));
  const cosine = 1 / Math.hypot(1, tangent);
  const sine = tangent * cosine;
  for (let k = 0; k < n; k++) {
    if (k === p || k === q) continue;
    const kp = matrix[k * n + p]!;
    const kq = matrix[k * n + q]!;
    matrix[k * n + p] = matrix[p * n + k] = cosine * kp - sine * kq;
    matrix[k * n + q] = matrix[q * n + k] = sine * kp + cosine * kq;
  }
  matrix[p * n + p] = pp - tangent * pq;
  matrix[q * n + q] = qq + tangent * pq;
  matrix[p * n + q] = matrix[q * n + p] = 0;
  for (let k = 0; k < n; k++) {
    const kp = vectors[k * n + p]!;
    const kq = vectors[k * n + q]!;
    vectors[k * n + p] = cosine * kp - sine * kq;
    vectors[k * n + q] = sine * kp + cosine * kq;
  }
  return true;
}
