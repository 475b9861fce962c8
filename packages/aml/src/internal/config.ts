import { AML_PROVIDERS } from "@amanat/contracts";
import { type Environment, given, readEnvironment, url, WrongSetting } from "@amanat/env";
import * as z from "zod";
import type { AmlSettings } from "../ports.ts";

const LOOPBACK = /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])[:/]/;

/** Said over plain HTTP, the answer could be anybody's on the way; on this machine nobody is. */
const trusted = url("http", "https").refine((text) => text.startsWith("https://") || LOOPBACK.test(`${text}/`), {
  error: "must begin with https://",
});

export const amlEnv = z.object({
  TRANSACTION_SAFETY_AML_PROVIDER: z.enum(AML_PROVIDERS).default("none"),
  OFAC_LIST_URL: trusted.default("https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/SDN_ADVANCED.XML"),
  CHAINALYSIS_API_URL: trusted.default("https://public.chainalysis.com"),
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
