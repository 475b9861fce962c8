"use client";

import { asFailure, Text } from "@amanat/ui";
import { late } from "../../client/reach.ts";
import { useTranslations } from "next-intl";
import dynamic from "next/dynamic";
import { useState } from "react";

const CaptchaWidget = dynamic(async () => (await late(() => import("./captcha-widget.tsx"))).CaptchaWidget, { ssr: false });

export type CaptchaState = {
  /** The server asked for one. */
  asked: boolean;
  /** Asked for and not solved yet: sending would only be refused again. */
  unsolved: boolean;
  token: string | null;
  /** The contract's field, when there is something to send. */
  input: { captcha?: string };
  /** Each try needs another one: a solved captcha counts once. */
  tries: number;
  onSolved: (token: string | null) => void;
  onError: (error: unknown) => void;
};

/** Follows what the server says: most people never see a captcha, it is asked for after failures from one address. */
export function useCaptcha(): CaptchaState {
  const [tries, setTries] = useState(0);
  const [token, setToken] = useState<string | null>(null);
  return {
    asked: tries > 0,
    unsolved: tries > 0 && token === null,
    token,
    input: token === null ? {} : { captcha: token },
    tries,
    onSolved: setToken,
    onError: (error) => {
      // Whatever was refused, the token that came with it is spent.
      setToken(null);
      setTries((before) => (before > 0 || asFailure(error).code === "CAPTCHA_REQUIRED" ? before + 1 : before));
    },
  };
}

/** The place of the captcha, empty until one is asked for. */
export function Captcha({ captcha }: { captcha: CaptchaState }) {
  const t = useTranslations("auth.captcha");
  if (!captcha.asked) return null;
  return (
    <div role="group" aria-label={t("label")}>
      <Text size="sm" mb="xs" role="alert">
        {t("why")}
      </Text>
      <CaptchaWidget key={captcha.tries} onToken={captcha.onSolved} />
    </div>
  );
}
