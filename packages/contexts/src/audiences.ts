import type { AudienceOf } from "@amanat/db";
import { audienceOf } from "@amanat/deals";

/** Who says which people may read a channel. Those named `user:` say it themselves. */
export const AUDIENCES: readonly AudienceOf[] = [audienceOf];
