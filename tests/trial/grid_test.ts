import { assertEquals } from "@std/assert";
import { pointAt, pointCount, type TrialAxes, trialAxes } from "../../src/trial/grid.ts";

Deno.test("pointAt() changes λ_over slowest and θ fastest, and meets every point once", () => {
  const axes: TrialAxes = { lambdaOver: [1, 2], lambdaUnder: [10, 20, 30], thetaQueue: [100, 200] };
  assertEquals(pointCount(axes), 12);
  const points = Array.from({ length: 12 }, (_, index) => {
    const { lambdaOver, lambdaUnder, thetaQueue } = pointAt(axes, index);
    return lambdaOver + lambdaUnder + thetaQueue;
  });
  assertEquals(points, [111, 211, 121, 221, 131, 231, 112, 212, 122, 222, 132, 232]);
});

Deno.test("trialAxes() has levels from 0 to 1, or the values given", () => {
  assertEquals(trialAxes(3, { thetaQueue: [7, 0.5], lambdaOver: undefined }), {
    lambdaOver: [0, 0.5, 1],
    lambdaUnder: [0, 0.5, 1],
    thetaQueue: [7, 0.5],
  });
});
