import { AML_PROVIDERS } from "@amanat/contracts";
import { type Environment, given, readEnvironment, trustedUrl, WrongSetting } from "@amanat/env";
import * as z from "zod";
import type { AmlSettings } from "../ports.ts";

export const amlEnv = z.object({
  TRANSACTION_SAFETY_AML_PROVIDER: z.enum(AML_PROVIDERS).default("none"),
  OFAC_LIST_URL: trustedUrl.default("https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/SDN_ADVANCED.XML"),
  CHAINALYSIS_API_URL: trustedUrl.default("https://public.chainalysis.com"),
  CHAINALYSIS_API_KEY: z.string().min(8).optional(),
});

/** Throws WrongSetting. */
export function readAml(source: Environment): AmlSettings {
  const set = given(source);
  const env = readEnvironment(amlEnv, set);
  const { TRANSACTION_SAFETY_AML_PROVIDER: provider, CHAINALYSIS_API_KEY: key = null } = env;
  if (provider !== "chainalysis" && key !== null)
    throw new WrongSetting("CHAINALYSIS_API_KEY", "is set, and TRANSACTION_SAFETY_AML_PROVIDER is not chainalysis");
  return { provider, listUrl: env.OFAC_LIST_URL, api: { url: env.CHAINALYSIS_API_URL.replace(/\/+$/, ""), key } };
}
