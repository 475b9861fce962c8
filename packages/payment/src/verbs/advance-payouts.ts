import type { Ctx } from "@amanat/db";
import type { CustodyPorts } from "../ports.ts";

/** One bounded pass; answers how many rows moved. */
export declare function advancePayouts(ctx: Ctx, ports: CustodyPorts): Promise<number>;
