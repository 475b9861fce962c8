import type { PayInstructions, PayWay } from "./schemas.ts";

/** The instructions of one way; null where it is not offered. */
export function payWayOf<Way extends PayWay["way"]>(
  { ways }: Pick<PayInstructions, "ways">,
  way: Way,
): Extract<PayWay, { way: Way }> | null {
  return ways.find((one): one is Extract<PayWay, { way: Way }> => one.way === way) ?? null;
}
