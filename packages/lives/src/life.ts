import type { Dice } from "./dice.ts";
import type { HostileChain } from "./chain.ts";
import type { Scene } from "./scene.ts";

/** Where somebody pays to, and what for. */
export type Deposit = { readonly intentId: string; readonly address: string; readonly chain: HostileChain };
/** What somebody's address must hold in the end, in the token of its chain. */
export type Outcome = { readonly whose: string; readonly chain: HostileChain; readonly address: string; readonly amount: bigint };

/** One deal in the simulation, from the wish to the last coin: what its people mean to do, and what it must come to. */
export interface Life {
  readonly ordinal: number;
  /** Its id, once there is a deal. */
  readonly scope: string | null;
  /** The assets of its books. */
  readonly assets: readonly string[];
  readonly status: string;
  /** Nothing more will come from its people. */
  readonly over: boolean;
  /** From the wish to the address to pay to. */
  begin(round: number): Promise<void>;
  /** What its people do in this round, going by what they saw at its beginning. */
  act(round: number): Promise<void>;
  /** Where its people were told to pay: anybody else may pay there too. */
  deposits(): readonly Deposit[];
  /** Somebody else has paid there. */
  given(deposit: Deposit, amount: bigint): void;
  /** What must have left the house, from what was paid on chain and how it ended. Nothing of the product's is asked. */
  outcomes(feeBps: bigint): readonly Outcome[];
  /** What was meant and what was paid, in a line. */
  said(): string;
}

/** How deals of one kind are lived: the export `LIFE` of its package's `./life`. */
export type KindOfLife<L extends Life = Life> = {
  readonly kind: string;
  /** What its people do to each other, beside what happens to every deal. */
  readonly faults: readonly string[];
  draw(scene: Scene, ordinal: number, dice: Dice): L;
  /** Shows everybody their deals as they are now. */
  look(scene: Scene, lives: readonly L[]): Promise<void>;
};
