"use client";

import { createContext, useContext, type ReactNode } from "react";
import type { CaptchaSite } from "../../server-api/ways.ts";

const SiteContext = createContext<CaptchaSite>(null);

/** Tells the ways in which captcha this installation uses. */
export function CaptchaSiteProvider({ site, children }: { site: CaptchaSite; children: ReactNode }) {
  return <SiteContext value={site}>{children}</SiteContext>;
}

export function useCaptchaSite(): CaptchaSite {
  return useContext(SiteContext);
}
