/** `npm run dev`: the same stack with Next's development server; processes restart when their sources change. */
import { runStack } from "./command.ts";

await runStack({ mode: "dev" });
