import { nativeAsset, tokenAsset } from "@amanat/contracts";
import { CRASH_POINTS, type CrashPoint, type CustodyRail, type IntakeRail, NO_SCREENING, type PayInRail } from "@amanat/payment";
import { depositAddress, ESCROW, hex, OTHER_TOKEN, PROXY, SmallChain, TOKEN } from "@amanat/payment/testing";
import type { Dice } from "./dice.ts";
import type { Tally } from "./faults.ts";

/** Where one on-chain payment stands now. */
export type Place = { txHash: string; blockHash: string; blockNumber: number; logIndex: number };

const CHAIN_SILENCE = 4;
const REFUSALS = ["throws", "rejects", "forgets"] as const;

/** The whole of a rail: what pays in, reads and pays out. */
type ScriptedRail = PayInRail & IntakeRail & CustodyRail;

/** A chain that follows a script, and the rail of the product on it, which fails when it is told to. */
export class HostileChain {
  readonly name: string;
  readonly chain = new SmallChain();
  readonly #tally: Tally;
  /** Answers to come that are silence. */
  #silence = 0;
  /** Where workers are to die next. */
  readonly #deaths: CrashPoint[] = [];

  constructor(name: string, tally: Tally) {
    this.name = name;
    this.#tally = tally;
  }

  get id(): string {
    return this.chain.id;
  }

  get asset(): string {
    return tokenAsset(this.chain.id, TOKEN);
  }

  /** Troubles of one round. */
  stir(dice: Dice): void {
    if (dice.chance(35)) this.#silence += 1 + dice.below(CHAIN_SILENCE);
    if (dice.chance(35)) this.chain.refusals.push(dice.pick(REFUSALS));
    if (dice.chance(45)) this.#deaths.push(dice.pick(CRASH_POINTS));
  }

  /** Whether the payment is there for everybody who looks. Pays in the token unless another is named. */
  pay(to: string, amount: bigint, token = TOKEN): Place {
    return this.chain.pay({ to, amount, token });
  }

  get other(): string {
    return tokenAsset(this.chain.id, OTHER_TOKEN);
  }

  get native(): string {
    return nativeAsset(this.chain.id);
  }

  /** What lies at an address, of an asset of the books. */
  held(address: string, asset: string): bigint {
    if (asset === this.native) return this.chain.native.get(address) ?? 0n;
    return this.chain.bookOf(asset === this.other ? OTHER_TOKEN : TOKEN).get(address) ?? 0n;
  }

  /** The payment's block falls out of the chain. `again`: it is mined once more, elsewhere; else its money never moved. */
  reorganise(place: Place, to: string, amount: bigint, again: boolean): Place | null {
    const moved = this.chain.reorg(place.txHash, ...(again ? ([{ logIndex: place.logIndex + 1 }] as const) : []));
    if (again) return moved;
    this.chain.tokens.set(to, this.balance(to) - amount);
    return null;
  }

  /** One of our own transactions that is not deep yet falls out, and is mined once more elsewhere. */
  shake(): void {
    const { chain } = this;
    const ours = chain.signatures.slice(-20).find(({ hash }) => {
      const mined = chain.mined.get(hash);
      return mined !== undefined && chain.depth(mined.block).confirmations < 3;
    });
    if (!ours) return;
    chain.reorg(ours.hash, { logIndex: 1 });
    this.#tally.add("reorg, our own transaction mined again");
  }

  balance(address: string): bigint {
    return this.chain.tokens.get(address) ?? 0n;
  }

  /** Everything the product needs of the outside. */
  rail(): ScriptedRail {
    const { chain } = this;
    const answering = <T>(answer: () => T): Promise<T> => {
      if (this.#silence === 0) return Promise.resolve().then(answer);
      this.#silence -= 1;
      this.#tally.add("chain not answering");
      return Promise.reject(new Error("the node did not answer"));
    };
    const broadcaster = chain.broadcaster();
    return {
      chain: {
        chain: chain.id,
        name: this.name,
        confirmations: 3,
        reorgDepth: 64,
        requireFinalized: true,
        escrowWallet: ESCROW,
        proxy: PROXY,
        explorer: null,
      },
      addresses: { addressAt: (index) => ({ address: depositAddress(index), path: `m/44'/60'/0'/0/${index}` }) },
      references: { next: () => referenceOf(chain.id, (this.#references += 1)) },
      paymentUri: ({ to }) => to,
      watchers: [{ watch: () => answering(() => undefined) }],
      verifier: {
        verify: (expected) => answering(() => chain.verify(expected)),
        head: () => answering(() => chain.head),
        blocks: (_chain, heights) => answering(() => chain.view(heights)),
      },
      screener: NO_SCREENING,
      signers: chain.signers(),
      broadcaster: { ...broadcaster, broadcast: (raw) => this.#refusing(() => broadcaster.broadcast(raw)) },
      crash: { at: (point) => this.#die(point) },
    };
  }

  #references = 0;

  #refusing<T>(broadcast: () => T): T {
    const [refusal] = this.chain.refusals;
    if (refusal) this.#tally.add(refusal === "forgets" ? "node forgets a transaction" : "node refuses a transaction");
    return broadcast();
  }

  #die(point: CrashPoint): Promise<void> {
    const at = this.#deaths.indexOf(point);
    if (at < 0) return Promise.resolve();
    this.#deaths.splice(at, 1);
    this.#tally.add("worker dies at a crash point");
    return Promise.reject(new Error(`died just after ${point}`));
  }
}

function referenceOf(chain: string, n: number): { reference: string; hash: string } {
  const reference = hex(8, "reference", chain, n);
  return { reference, hash: hex(32, reference) };
}
