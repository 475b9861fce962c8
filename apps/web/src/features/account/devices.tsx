"use client";

import { Button, DateText, ErrorState, ListSkeleton, StatusBadge, Text, useDoneToast, useFailureToast } from "@amanat/ui";
import { IconDeviceDesktop, IconDeviceMobile, IconKey } from "@amanat/ui/icons";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useAmanatMutation, useAmanatQuery } from "../../client/query.ts";
import type { OutputOf } from "../../client/query-key.ts";
import { deviceName } from "./device-name.ts";
import { Row, Rows, Section } from "./section.tsx";

type Device = OutputOf<"auth", "sessions">["sessions"][number];

/** Where this person is signed in, the device in hand first, and the way to end each of the others. */
export function Devices() {
  const t = useTranslations("account.devices");
  const found = useAmanatQuery("auth", "sessions", {});
  const devices = [...(found.data?.sessions ?? [])].sort((a, b) => Number(b.current) - Number(a.current));
  return (
    <Section id="devices" title={t("title")} lead={t("lead")}>
      {found.error === null ? null : <ErrorState error={found.error} money="unmentioned" onRetry={() => void found.refetch()} />}
      {found.isPending ? <ListSkeleton label={t("title")} /> : null}
      {devices.length === 0 ? null : (
        <Rows label={t("title")}>
          {devices.map((device) => (
            <DeviceRow key={device.id} device={device} />
          ))}
        </Rows>
      )}
    </Section>
  );
}

function DeviceRow({ device }: { device: Device }) {
  const t = useTranslations("account.devices");
  const queries = useQueryClient();
  const done = useDoneToast();
  const fail = useFailureToast();
  const revoke = useAmanatMutation("auth", "revokeSession", {
    onSuccess: () => done(t("ended")),
    onError: fail,
    onSettled: () => queries.invalidateQueries({ queryKey: ["auth", "sessions"] }),
  });
  const { browser, system, handheld } = deviceName(device.userAgent);
  const name =
    device.surface === "sdk"
      ? t("program")
      : browser !== null && system !== null
        ? t("browserOn", { browser, system })
        : (browser ?? system ?? t("unknown"));
  const Shape = device.surface === "sdk" ? IconKey : handheld ? IconDeviceMobile : IconDeviceDesktop;
  return (
    <Row
      icon={<Shape size={22} aria-hidden />}
      name={
        <>
          <Text fw={600} component="span">
            {name}
          </Text>
          {device.current ? <StatusBadge tone="good">{t("current")}</StatusBadge> : null}
        </>
      }
      details={
        <>
          {t.rich("seen", { time: () => <DateText value={device.lastSeenAt} look="moment" /> })}
          {" · "}
          {t.rich("since", { time: () => <DateText value={device.createdAt} look="moment" /> })}
        </>
      }
      actions={
        device.current ? undefined : (
          <Button
            variant="default"
            loading={revoke.isPending}
            aria-label={t("endNamed", { name })}
            onClick={() => revoke.mutate({ sessionId: device.id })}
          >
            {t("end")}
          </Button>
        )
      }
    />
  );
}
