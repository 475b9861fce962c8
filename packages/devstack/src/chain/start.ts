import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { anvilCommand, waitForChain } from "./anvil.ts";

export type LocalChain = { url: string; mnemonic: string; stop(): Promise<void> };

/** The well-known development mnemonic: for chains that die with a test, never for a data directory. */
const TEST_MNEMONIC = "test test test test test test test test test test test junk";

/** An anvil of one's own on a free port, in memory, for tests and tools. The supervisor uses `anvilCommand` instead. */
export async function startLocalChain(
  options: { port?: number; stateFile?: string; mnemonic?: string; chainId?: number } = {},
): Promise<LocalChain> {
  const port = options.port ?? (await freePort());
  const mnemonic = options.mnemonic ?? TEST_MNEMONIC;
  const { command, args } = anvilCommand({
    port,
    mnemonic,
    stateFile: options.stateFile ?? null,
    ...(options.chainId === undefined ? {} : { chainId: options.chainId }),
  });
  const child = spawn(command, args, { stdio: "ignore" });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const url = `http://127.0.0.1:${port}`;
  try {
    await waitForChain(url, options.chainId === undefined ? {} : { chainId: options.chainId });
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
  return {
    url,
    mnemonic,
    async stop() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}
