import { publicId } from "@amanat/contracts";
import { walletTarget } from "@amanat/payment";
import { ESCROW, OTHER_TOKEN, TOKEN } from "@amanat/payment/testing";
import type { Dice } from "./dice.ts";
import type { Life } from "./life.ts";
import type { UnrulyScanner } from "./scanner.ts";
import type { World } from "./world.ts";

const ONCE = { copies: 1, delay: 0, backwards: false };
const FLOOD = 12;

/** People who have no part in any deal and send money all the same: every coin of it must be found in the books. */
export function strangersPay(world: World, scanner: UnrulyScanner, dice: Dice, round: number, lives: readonly Life[]): void {
  const { chain } = world.chain;
  const paidTo = lives.flatMap((life) =>
    life.seen?.depositAddress ? [{ life, to: life.seen.depositAddress, intentId: life.seen.intentId }] : [],
  );
  const victim = paidTo[dice.below(Math.max(1, paidTo.length))] ?? null;
  if (dice.chance(40)) {
    const amount = BigInt(1 + dice.below(1_000));
    const place = world.chain.pay(ESCROW, amount);
    scanner.tell(
      round,
      [{ event: "payment.detected", targetId: walletTarget(chain.id, ESCROW), place, to: ESCROW, amount, token: TOKEN }],
      ONCE,
    );
    world.hit("money to the wallet that names nobody");
  }
  if (dice.chance(40)) {
    chain.payNative({ to: victim !== null && dice.chance(50) ? victim.to : ESCROW, amount: BigInt(1 + dice.below(1_000_000)) });
    world.hit("native coin nobody asked for");
  }
  if (victim === null) return;
  const { life, to, intentId } = victim;
  const targetId = publicId("intent", intentId);
  if (dice.chance(30)) {
    const amount = BigInt(1 + dice.below(1_000));
    scanner.tell(
      round,
      [{ event: "payment.detected", targetId, place: world.chain.pay(to, amount, OTHER_TOKEN), to, amount, token: OTHER_TOKEN }],
      ONCE,
    );
    world.hit("another token on a deposit address");
  }
  if (!dice.chance(25)) return;
  const place = chain.payMany(Array.from({ length: FLOOD }, () => ({ to, amount: 1n })));
  life.paid += BigInt(FLOOD);
  const coins = Array.from({ length: FLOOD }, (_, logIndex) => ({ ...place, logIndex }));
  scanner.tell(
    round,
    coins.map((coin) => ({ event: "payment.detected", targetId, place: coin, to, amount: 1n, token: TOKEN }) as const),
    ONCE,
  );
  world.hit("flood of small coins in one transaction");
}
