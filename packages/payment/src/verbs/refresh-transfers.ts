import type { Ctx } from "@amanat/db";
import type { IntakePorts } from "../ports.ts";

/** One bounded pass over every transfer that is neither credited nor rejected. */
export declare function refreshTransfers(ctx: Ctx, ports: IntakePorts): Promise<number>;
/** Looks again at transfers the chain lost within the last day: a lagging node must not hide money. */
export declare function recheckOrphans(ctx: Ctx, ports: IntakePorts): Promise<number>;
