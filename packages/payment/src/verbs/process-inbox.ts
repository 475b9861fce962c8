import type { Ctx } from "@amanat/db";
import type { IntakePorts } from "../ports.ts";

/** One bounded pass; answers how many rows moved. */
export declare function processInbox(ctx: Ctx, ports: IntakePorts): Promise<number>;
