import { type Dice, drawPaying, drawQuarrel, type Paying, type Quarrel } from "@amanat/lives";

/** What two people have in mind. What becomes of it, the product decides: a clock that jumps ends many a plan. */
export type Plan = {
  /** Which of the people. */
  buyer: number;
  seller: number;
  /** Which of the two chains it is paid on. */
  chain: 0 | 1;
  price: bigint;
  paying: Paying;
  /** What the buyer does with a price that is short for good, and either does before money is held. */
  giveUp: boolean;
  handover: "delivers" | "seller steps back" | "never comes";
  inspection: "confirms" | "says nothing" | "contests";
  /** The case that one of them opens, and in which state of the deal. */
  quarrel: (Quarrel & { openedIn: "processing" | "delivery" | "confirming" }) | null;
  /** What a contested seller does: nothing any more, or it all over again. */
  contested: "delivers again" | "is gone";
  /** What the two agree on underway, and in which state the buyer asks. */
  together: "nothing" | "cancel" | "more time" | "declined";
  askedIn: "processing" | "delivery" | "confirming";
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

/** Draws one purchase. */
export function drawPlan(dice: Dice, people: number): Plan {
  const buyer = dice.below(people);
  return {
    buyer,
    seller: (buyer + 1 + dice.below(people - 1)) % people,
    chain: dice.chance(50) ? 0 : 1,
    price: price(dice),
    paying: drawPaying(dice),
    giveUp: dice.chance(40),
    handover: dice.weighted({ delivers: 88, "seller steps back": 7, "never comes": 5 }),
    inspection: dice.weighted({ confirms: 75, "says nothing": 13, contests: 12 }),
    quarrel: dice.chance(35) ? { ...drawQuarrel(dice), openedIn: dice.weighted({ processing: 2, delivery: 2, confirming: 3 }) } : null,
    contested: dice.weighted({ "delivers again": 60, "is gone": 40 }),
    together: dice.weighted({ nothing: 80, cancel: 9, "more time": 7, declined: 4 }),
    askedIn: dice.weighted({ processing: 1, delivery: 1, confirming: 1 }),
    callers: dice.chance(12) ? 2 + dice.below(6) : 1,
    oneKey: dice.chance(50),
  };
}
