import { publicId } from "@amanat/contracts";
import { walletTarget } from "@amanat/payment";
import { ESCROW, OTHER_TOKEN, TOKEN } from "@amanat/payment/testing";
import type { Dice, Life } from "@amanat/lives";
import type { World } from "./world.ts";

const ONCE = { copies: 1, delay: 0, backwards: false };
const FLOOD = 12;

/** People who have no part in any deal and send money all the same: every coin of it must be found in the books. */
export function strangersPay(world: World, dice: Dice, round: number, lives: readonly Life[]): void {
  const { scanner } = world;
  const paidTo = lives.flatMap((life) => life.deposits().map((deposit) => ({ life, deposit })));
  const victim = paidTo[dice.below(Math.max(1, paidTo.length))] ?? null;
  const chain = victim?.deposit.chain ?? dice.pick(world.chains);
  if (dice.chance(40)) {
    const amount = BigInt(1 + dice.below(1_000));
    const place = chain.pay(ESCROW, amount);
    scanner.tell(
      round,
      [{ event: "payment.detected", targetId: walletTarget(chain.id, ESCROW), chain, place, to: ESCROW, amount, token: TOKEN }],
      ONCE,
    );
    world.hit("money to the wallet that names nobody");
  }
  if (dice.chance(40)) {
    chain.chain.payNative({
      to: victim !== null && dice.chance(50) ? victim.deposit.address : ESCROW,
      amount: BigInt(1 + dice.below(1_000_000)),
    });
    world.hit("native coin nobody asked for");
  }
  if (victim === null) return;
  const { life, deposit } = victim;
  const to = deposit.address;
  const targetId = publicId("intent", deposit.intentId);
  if (dice.chance(30)) {
    const amount = BigInt(1 + dice.below(1_000));
    scanner.tell(
      round,
      [{ event: "payment.detected", targetId, chain, place: chain.pay(to, amount, OTHER_TOKEN), to, amount, token: OTHER_TOKEN }],
      ONCE,
    );
    world.hit("another token on a deposit address");
  }
  if (!dice.chance(25)) return;
  const place = chain.chain.payMany(Array.from({ length: FLOOD }, () => ({ to, amount: 1n })));
  life.given(deposit, BigInt(FLOOD));
  const coins = Array.from({ length: FLOOD }, (_, logIndex) => ({ ...place, logIndex }));
  scanner.tell(
    round,
    coins.map((coin) => ({ event: "payment.detected", targetId, chain, place: coin, to, amount: 1n, token: TOKEN }) as const),
    ONCE,
  );
  world.hit("flood of small coins in one transaction");
}
