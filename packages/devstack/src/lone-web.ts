import { custodyOf } from "@amanat/chain";

/** Published, and worth nothing anywhere. */
const MNEMONIC = "test test test test test test test test test test test junk";
const NOWHERE = "http://127.0.0.1:1";

/** The environment of a web process that stands alone on a database: no call it is measured by asks a chain or a scanner. */
export function loneWebEnv({ port, pgUrl }: { port: number; pgUrl: string }): Record<string, string> {
  const { xpub, escrowWallet } = custodyOf(MNEMONIC);
  return {
    NODE_ENV: "production",
    AMANAT_MODE: "demo",
    LOG_LEVEL: "warn",
    PORT: String(port),
    FRONTEND_URL: `http://localhost:${port}`,
    PG_URL: pgUrl,
    JWT_SECRET: "9f3c1e7a5b2d8f60a1c4e7b9d2f5083c6a",
    CHAIN_RPC_URL: NOWHERE,
    CHAIN_ID: "31337",
    CHAIN_FEE_PROXY: escrowWallet,
    ESCROW_WALLET_ADDRESS: escrowWallet,
    DERIVED_DESTINATION_XPUB: xpub,
    AMN_SCANNER_URL: NOWHERE,
    AMN_SCANNER_WEBHOOK_SECRET: "4b1d9e8c7f6a5e3d2c1b0a9f8e7d6c5b",
  };
}
