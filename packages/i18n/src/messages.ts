import type { Locale } from "@amanat/contracts";
import type en from "./bundles/en.ts";

/** Every key there is; English is the measure the other languages are checked against. */
export type Messages = typeof en;

const BUNDLES: Readonly<Record<Locale, () => Promise<{ default: Messages }>>> = {
  fa: () => import("./bundles/fa.ts"),
  en: () => import("./bundles/en.ts"),
  fr: () => import("./bundles/fr.ts"),
  vi: () => import("./bundles/vi.ts"),
  zh: () => import("./bundles/zh.ts"),
  ar: () => import("./bundles/ar.ts"),
};

/** All messages of one language; the others stay out of the page. A key missing in one language is a type error here. */
export async function loadMessages(locale: Locale): Promise<Messages> {
  return (await BUNDLES[locale]()).default;
}
