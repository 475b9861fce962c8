import type { Ctx } from "@amanat/db";
import type { CustodyPorts } from "../ports.ts";

/** One bounded pass; answers how many rows moved. */
export declare function advanceSweeps(ctx: Ctx, ports: CustodyPorts): Promise<number>;
