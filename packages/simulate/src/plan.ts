import type { Dice } from "./dice.ts";

/** What two people have in mind. What becomes of it, the product decides: a clock that jumps ends many a plan. */
export type Plan = {
  /** Which of the people. */
  buyer: number;
  seller: number;
  price: bigint;
  payment: "exact" | "never" | "late" | "short, then the rest" | "short" | "over" | "twice" | "wrong token first";
  /** What the buyer does with a price that is short for good, and either does before money is held. */
  giveUp: boolean;
  handover: "delivers" | "seller steps back";
  inspection: "confirms" | "says nothing";
  reorg: "none" | "mined again" | "gone";
  /** Webhooks: copies of each, rounds they come late, and whether they come backwards. */
  copies: number;
  delay: number;
  backwards: boolean;
  /** Callers at once of each thing a person does, with one key or each with its own. */
  callers: number;
  oneKey: boolean;
};

/** From one base unit to numbers only a joke of a token has. */
function price(dice: Dice): bigint {
  const digits = dice.weighted({ few: 1, usual: 8, many: 1 });
  if (digits === "few") return BigInt(1 + dice.below(500));
  const head = BigInt(1 + dice.below(999_999));
  return digits === "usual"
    ? head * 10n ** BigInt(4 + dice.below(12))
    : head * 10n ** BigInt(40 + dice.below(20)) + BigInt(dice.below(1_000));
}

/** Draws one deal. */
export function drawPlan(dice: Dice, people: number): Plan {
  const buyer = dice.below(people);
  return {
    buyer,
    seller: (buyer + 1 + dice.below(people - 1)) % people,
    price: price(dice),
    payment: dice.weighted({
      exact: 62,
      never: 8,
      late: 6,
      "short, then the rest": 6,
      short: 4,
      over: 5,
      twice: 5,
      "wrong token first": 4,
    }),
    giveUp: dice.chance(40),
    handover: dice.weighted({ delivers: 93, "seller steps back": 7 }),
    inspection: dice.weighted({ confirms: 85, "says nothing": 15 }),
    reorg: dice.weighted({ none: 88, "mined again": 9, gone: 3 }),
    copies: 1 + (dice.chance(20) ? 1 + dice.below(3) : 0),
    delay: dice.chance(15) ? 1 + dice.below(4) : 0,
    backwards: dice.chance(20),
    callers: dice.chance(12) ? 2 + dice.below(6) : 1,
    oneKey: dice.chance(50),
  };
}
