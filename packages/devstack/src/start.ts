/** `npm start`: the whole stack, as it would run in production, on this machine. */
import { runStack } from "./command.ts";

await runStack({ mode: "start" });
