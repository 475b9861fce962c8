"use client";

import { useEffect } from "react";
import { useAmanat } from "../../client/amanat.tsx";
import { late } from "../../client/reach.ts";

/** On pages of somebody signed in: a browser that is woken is bound to them. Most browsers are not, and load nothing. */
export function useKeptPush(): void {
  const amanat = useAmanat();
  useEffect(() => {
    if (!("Notification" in window) || Notification.permission !== "granted") return;
    // A failure is no news: the next page tries again.
    late(() => import("./push.ts"))
      .then(({ rebind }) => rebind(amanat))
      .catch(() => undefined);
  }, [amanat]);
}
