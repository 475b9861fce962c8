"use client";

import { Alert } from "@amanat/ui";
import { IconAlertTriangle } from "@amanat/ui/icons";
import { useLocale, useTranslations } from "next-intl";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { useCaptchaSite } from "./captcha-site.tsx";

type Turnstile = {
  render(
    place: HTMLElement,
    options: {
      sitekey: string;
      action: string;
      language: string;
      callback: (token: string) => void;
      "expired-callback": () => void;
      "error-callback": () => boolean;
    },
  ): string | undefined;
  remove(widget: string): void;
};

declare global {
  interface Window {
    turnstile?: Turnstile;
  }
}

const loading = new Map<string, Promise<Turnstile>>();

/** The service's script, once per page. The page's policy lets scripts through that our own scripts ask for. */
function loadTurnstile(scriptUrl: string): Promise<Turnstile> {
  const known = loading.get(scriptUrl);
  if (known) return known;
  const coming = new Promise<Turnstile>((resolve, reject) => {
    const script = document.createElement("script");
    script.src = scriptUrl;
    script.async = true;
    script.addEventListener("load", () => (window.turnstile ? resolve(window.turnstile) : reject(new Error("Turnstile is missing"))));
    script.addEventListener("error", () => reject(new Error("Turnstile did not load")));
    document.head.append(script);
  });
  loading.set(scriptUrl, coming);
  // Another try may find it reachable.
  coming.catch(() => loading.delete(scriptUrl));
  return coming;
}

/** Cloudflare Turnstile in its own frame; nothing of it is loaded before somebody is asked to solve one. */
export function CaptchaWidget({ onToken }: { onToken: (token: string | null) => void }) {
  const t = useTranslations("auth.captcha");
  const locale = useLocale();
  const site = useCaptchaSite();
  const place = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState(false);
  const report = useEffectEvent((token: string | null) => onToken(token));
  useEffect(() => {
    if (site === null) return;
    let widget: string | undefined;
    let gone = false;
    const show = async (): Promise<void> => {
      const turnstile = await loadTurnstile(site.scriptUrl);
      if (gone || place.current === null) return;
      widget = turnstile.render(place.current, {
        sitekey: site.siteKey,
        action: "sign-in",
        language: locale,
        callback: (token) => report(token),
        "expired-callback": () => report(null),
        "error-callback": () => {
          setFailed(true);
          return true;
        },
      });
    };
    show().catch(() => setFailed(true));
    return () => {
      gone = true;
      if (widget !== undefined) window.turnstile?.remove(widget);
    };
  }, [site, locale]);
  return (
    <>
      <div ref={place} data-captcha />
      {failed || site === null ? (
        <Alert color="saffron" icon={<IconAlertTriangle aria-hidden />} role="alert">
          {t("failed")}
        </Alert>
      ) : null}
    </>
  );
}
