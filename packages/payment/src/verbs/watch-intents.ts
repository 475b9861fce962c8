import type { Ctx } from "@amanat/db";
import type { IntakePorts } from "../ports.ts";

/** One bounded pass; answers how many rows moved. */
export declare function watchIntents(ctx: Ctx, ports: IntakePorts): Promise<number>;
