"use client";

import { createContext, useContext, type ReactNode } from "react";

/** Where the captcha comes from, and under which key; null where none is configured. */
export type CaptchaSite = { scriptUrl: string; siteKey: string } | null;

const SiteContext = createContext<CaptchaSite>(null);

/** Tells the ways in which captcha this installation uses. */
export function CaptchaSiteProvider({ site, children }: { site: CaptchaSite; children: ReactNode }) {
  return <SiteContext value={site}>{children}</SiteContext>;
}

export function useCaptchaSite(): CaptchaSite {
  return useContext(SiteContext);
}
