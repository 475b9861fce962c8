"use client";

import { Alert, Button, Skeleton, Stack, Text, useComputedColorScheme } from "@amanat/ui";
import { IconAlertTriangle, IconRefresh } from "@amanat/ui/icons";
import { useLocale, useTranslations } from "next-intl";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import classes from "./captcha.module.css";
import { useCaptchaSite } from "./captcha-site.tsx";
import { loadTurnstile } from "./turnstile-script.ts";

/** `ready`: the widget is there and speaks for itself. */
type Phase = "loading" | "ready" | "expired" | "failed";

/** Cloudflare Turnstile in its own frame; nothing of it is loaded before somebody is asked to solve one. */
export function CaptchaWidget({ onToken }: { onToken: (token: string | null) => void }) {
  const t = useTranslations("auth.captcha");
  const locale = useLocale();
  const theme = useComputedColorScheme();
  const site = useCaptchaSite();
  const place = useRef<HTMLDivElement>(null);
  const [phase, setPhase] = useState<Phase>(site === null ? "failed" : "loading");
  const [attempt, setAttempt] = useState(0);
  const report = useEffectEvent((token: string | null, next: Phase) => {
    setPhase(next);
    onToken(token);
  });
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
        theme,
        size: "flexible",
        callback: (token) => report(token, "ready"),
        "expired-callback": () => report(null, "expired"),
        "error-callback": () => {
          report(null, "failed");
          return true;
        },
      });
      report(null, widget === undefined ? "failed" : "ready");
    };
    show().catch(() => {
      if (!gone) report(null, "failed");
    });
    return () => {
      gone = true;
      if (widget !== undefined) window.turnstile?.remove(widget);
    };
  }, [site, locale, theme, attempt]);
  const retry = () => {
    setPhase("loading");
    setAttempt((before) => before + 1);
  };
  return (
    <Stack gap="xs" data-captcha={phase}>
      {phase === "loading" ? <Skeleton height={65} radius="sm" role="status" aria-label={t("loading")} /> : null}
      <div ref={place} className={classes.widget} data-waiting={phase === "loading" || undefined} />
      {phase === "expired" ? (
        <Text size="sm" role="status">
          {t("expired")}
        </Text>
      ) : null}
      {phase === "failed" ? <Failed onRetry={site === null ? null : retry} /> : null}
    </Stack>
  );
}

function Failed({ onRetry }: { onRetry: (() => void) | null }) {
  const t = useTranslations("auth.captcha");
  const errors = useTranslations("errors");
  return (
    <Alert color="saffron" icon={<IconAlertTriangle aria-hidden />} role="alert">
      <Stack gap="xs" align="flex-start">
        <div>{t.rich("failed", { host: () => <bdi dir="ltr">challenges.cloudflare.com</bdi> })}</div>
        {onRetry === null ? null : (
          <Button variant="default" leftSection={<IconRefresh size={18} aria-hidden />} onClick={onRetry}>
            {errors("retry")}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
