"use client";

import { Alert, Button, Group, Text, useDoneToast, useFailureToast } from "@amanat/ui";
import { IconBell, IconBellOff } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { useAction } from "../../client/action.ts";
import { useAmanat } from "../../client/amanat.tsx";
import { useAmanatQuery } from "../../client/query.ts";
import { Section } from "../section/section.tsx";
import { canBeWoken, subscribed, turnOff, turnOn } from "./push.ts";

type Standing = "unknown" | "unable" | "blocked" | "off" | "on";

async function standingNow(): Promise<Standing> {
  if (!canBeWoken()) return "unable";
  if (Notification.permission === "denied") return "blocked";
  return (await subscribed()) === null ? "off" : "on";
}

/** Whether this very browser is woken, and the press that changes it. Nothing is shown where the installation has no keys. */
export function PushAsk() {
  const t = useTranslations("account.push");
  const amanat = useAmanat();
  const done = useDoneToast();
  const fail = useFailureToast();
  const [standing, setStanding] = useState<Standing>("unknown");
  const { data } = useAmanatQuery("push", "setup", undefined);
  const look = () => void standingNow().then(setStanding);
  useEffect(look, []);
  const publicKey = data?.publicKey ?? null;
  const on = useAction({
    mutationFn: () => turnOn(amanat, publicKey ?? ""),
    onSuccess: (isOn) => {
      if (isOn) done(t("turnedOn"));
      look();
    },
    onError: fail,
  });
  const off = useAction({
    mutationFn: () => turnOff(amanat),
    onSuccess: () => {
      done(t("turnedOff"));
      look();
    },
    onError: fail,
  });
  if (publicKey === null || standing === "unknown") return null;
  return (
    <Section id="device-push" title={t("title")} lead={t("lead")}>
      {standing === "unable" ? <Text>{t("unable")}</Text> : null}
      {standing === "blocked" ? (
        <Alert color="saffron" icon={<IconBellOff aria-hidden />} role="status">
          {t("blocked")}
        </Alert>
      ) : null}
      {standing === "off" ? (
        <div>
          <Button leftSection={<IconBell size={20} aria-hidden />} loading={on.isPending} onClick={() => on.mutate()}>
            {t("turnOn")}
          </Button>
        </div>
      ) : null}
      {standing === "on" ? (
        <Group gap="md">
          <Text>{t("isOn")}</Text>
          <Button variant="light" leftSection={<IconBellOff size={20} aria-hidden />} loading={off.isPending} onClick={() => off.mutate()}>
            {t("turnOff")}
          </Button>
        </Group>
      ) : null}
    </Section>
  );
}
