/** What went wrong between the page and the wallet; each has a sentence saying whether money moved. */
export const WALLET_PROBLEMS = [
  "rejected",
  "already_asking",
  "wrong_chain",
  "chain_unknown",
  "no_gas",
  "too_little_token",
  "not_authorised",
  "disconnected",
  "reverted",
  "not_as_shown",
  "unknown",
] as const;
export type WalletProblem = (typeof WALLET_PROBLEMS)[number];

/** What may go wrong where a message is signed and nothing is sent; each has a sentence that does not speak of money. */
const SIGN_PROBLEMS = [
  "rejected",
  "already_asking",
  "not_authorised",
  "disconnected",
  "unknown",
] as const satisfies readonly WalletProblem[];
export type SignProblem = (typeof SIGN_PROBLEMS)[number];

/** `walletProblem` for signatures, which need neither gas nor a particular chain. */
export function signProblem(error: unknown): SignProblem {
  const found = walletProblem(error);
  return SIGN_PROBLEMS.find((problem) => problem === found) ?? "unknown";
}

/** A problem this page found by itself, before asking the wallet to sign anything. */
export class WalletRefusal extends Error {
  override readonly name = "WalletRefusal";
  readonly problem: WalletProblem;

  constructor(problem: WalletProblem) {
    super(problem);
    this.problem = problem;
  }
}

const BY_CODE: Readonly<Record<number, WalletProblem>> = {
  4001: "rejected",
  5000: "rejected",
  [-32002]: "already_asking",
  4100: "not_authorised",
  4900: "disconnected",
  4901: "wrong_chain",
  4902: "chain_unknown",
};

const BY_NAME: Readonly<Record<string, WalletProblem>> = {
  ChainMismatchError: "wrong_chain",
  ConnectorChainMismatchError: "wrong_chain",
  // Locked, or its owner has switched to another account meanwhile.
  ConnectorAccountNotFoundError: "not_authorised",
  ConnectorNotConnectedError: "not_authorised",
};

/**
 * Reads an error of a wallet by its code. Wallets and viem nest the interesting code at any depth
 * (`cause`, `data.originalError`), so the whole chain is walked; texts are consulted only for gas,
 * which has no code of its own.
 */
export function walletProblem(error: unknown): WalletProblem {
  let gas = false;
  for (const link of chainOf(error)) {
    if (link instanceof WalletRefusal) return link.problem;
    if ("code" in link && typeof link.code === "number") {
      const known = BY_CODE[link.code];
      if (known !== undefined) return known;
    }
    const named = "name" in link && typeof link.name === "string" ? BY_NAME[link.name] : undefined;
    if (named !== undefined) return named;
    if ("message" in link && typeof link.message === "string")
      gas ||= /insufficient funds|exceeds the balance of the account/i.test(link.message);
  }
  return gas ? "no_gas" : "unknown";
}

function chainOf(error: unknown): object[] {
  const links: object[] = [];
  const queue: unknown[] = [error];
  while (queue.length > 0 && links.length < 12) {
    const next = queue.shift();
    if (typeof next !== "object" || next === null || links.includes(next)) continue;
    links.push(next);
    if ("cause" in next) queue.push(next.cause);
    if ("data" in next && typeof next.data === "object" && next.data !== null && "originalError" in next.data)
      queue.push(next.data.originalError);
  }
  return links;
}
