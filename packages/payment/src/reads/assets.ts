import type { assetList } from "@amanat/contracts";
import type { Ctx } from "@amanat/db";
import type * as z from "zod";

/** Every asset a price can be named in, and the fee. Public. */
export declare function assets(ctx: Ctx): Promise<z.infer<typeof assetList>>;
