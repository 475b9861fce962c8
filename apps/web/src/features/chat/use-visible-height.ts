"use client";

import { useEffect } from "react";

/**
 * Tells the frame how high what is seen is, while a part fills it: where a keyboard covers the page instead of shrinking it, the foot of the
 * part would be below the keys.
 */
export function useVisibleHeight(): void {
  useEffect(() => {
    const seen = window.visualViewport;
    const { style } = document.documentElement;
    if (seen === null) return;
    const fit = () => {
      // Zoomed in by its reader, the page is not covered by anything.
      if (seen.scale === 1) style.setProperty("--am-seen", `${String(Math.round(seen.height))}px`);
    };
    fit();
    seen.addEventListener("resize", fit);
    return () => {
      seen.removeEventListener("resize", fit);
      style.removeProperty("--am-seen");
    };
  }, []);
}
