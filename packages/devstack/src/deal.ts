/** `npm run deal`: makes sure the SDK is built, then runs the program, which knows nothing of this house but that SDK. */
import path from "node:path";
import { ROOT, ensureSdk } from "./build.ts";
import { readDataDir } from "./config.ts";

const dataDir = readDataDir(ROOT);
await ensureSdk(path.join(dataDir, "logs"));
const { main } = await import("./deal/main.ts");
process.exit(await main(process.argv.slice(2), dataDir));
