import { chainAddressSchema } from "@amanat/contracts";
import * as z from "zod";

/** An address in whichever case a service writes it, in lower case. Services do not keep to checksums. */
export const address = z
  .string()
  .max(100)
  .transform((text) => text.toLowerCase())
  .pipe(chainAddressSchema);
