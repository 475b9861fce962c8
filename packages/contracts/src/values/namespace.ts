/** What every chain of one CAIP-2 namespace has in common, as data. A further kind of chain is a further value of this type. */
export type Namespace = {
  /** Regular expressions: the part of a chain's name behind the colon, an address as it is stored, the hash of a transaction or block. */
  readonly forms: { readonly chain: string; readonly address: string; readonly hash: string };
  /** What stands before a token's address in the token's CAIP-19 id. */
  readonly token: string;
  /** The native coin. `asset` is its name in every CAIP-19 id; a chain may call it otherwise than `symbol` and `name`. */
  readonly coin: { readonly asset: string; readonly symbol: string; readonly name: string; readonly decimals: number };
  /** Units of gas that one transfer out of our wallet takes, and one sweep with the gas that is sent for it first. */
  readonly gas: { readonly payout: bigint; readonly sweep: bigint };
  /** Whether wallets know its chains by the number behind the colon. */
  readonly numbered: boolean;
  /** Its local development chains, by what stands behind the colon. No public chain has such a name. */
  readonly local: readonly string[];
  /** Where anybody can look a transaction up, by what stands behind the colon of a public chain: its hash follows this address. */
  readonly explorers: Readonly<Record<string, string>>;
  /** Set where people sign in by a message that their wallet signs. */
  readonly signsIn?: true;
  /** Set where a payment has no address of its own: it goes to the escrow wallet, and what its payer writes beside it says whose it is. */
  readonly byMemo?: true;
  /** Set where published lists of sanctioned addresses name addresses of this kind. Nobody is clear of a list that does not speak of them. */
  readonly onSanctionLists?: true;
  /** Why a text cannot be anybody's address here, or null. */
  addressFault(text: string): AddressFault | null;
  /** Whether an address stands anywhere in a text, in any spelling. */
  within(text: string): boolean;
  /** The one spelling of an address that is stored and compared; null when the text is no address of this form. */
  canonical(text: string): string | null;
  /** A stored address as wallets show it to people. */
  shown(address: string): string;
};

export type AddressFault = "address" | "address_checksum" | "address_nobody" | "address_testnet" | "address_workchain" | "address_chain";
