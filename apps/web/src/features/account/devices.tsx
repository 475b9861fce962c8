"use client";

import type { SessionView } from "@amanat/contracts";
import { Button, DateText, ErrorState, ListSkeleton, StatusBadge, Text, useDoneToast, useFailureToast } from "@amanat/ui";
import { IconBrandTelegram, IconDeviceDesktop, IconDeviceMobile, IconTerminal2 } from "@amanat/ui/icons";
import { useLocale, useTranslations } from "next-intl";
import { useAmanatMutation, useAmanatQuery } from "../../client/query.ts";
import { deviceName } from "./device-name.ts";
import { useAccountRefresh } from "./refresh.ts";
import { Row, Rows, Section } from "../section/section.tsx";

type Device = SessionView;

/** Where this person is signed in, the device in hand first, and the way to end each of the others. */
export function Devices() {
  const t = useTranslations("account.devices");
  const found = useAmanatQuery("auth", "sessions", {});
  const devices = [...(found.data?.sessions ?? [])].sort((a, b) => Number(b.current) - Number(a.current));
  return (
    <Section id="devices" title={t("title")} lead={t("lead")} action={devices.length > 1 ? <EndOthers /> : undefined}>
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

function EndOthers() {
  const t = useTranslations("account.devices");
  const refresh = useAccountRefresh();
  const done = useDoneToast();
  const fail = useFailureToast();
  const end = useAmanatMutation("auth", "signOutAll", {
    onSuccess: ({ ended }) => done(t("othersEnded", { count: ended })),
    onError: fail,
    onSettled: () => refresh("sessions"),
  });
  return (
    <Button variant="light" loading={end.isPending} onClick={() => end.mutate({ keepCurrent: true })}>
      {t("endOthers")}
    </Button>
  );
}

/** The country in the reader's language; the address itself where nothing more is known. */
function Place({ device }: { device: Device }) {
  const locale = useLocale();
  if (device.country === null) return <bdi dir="ltr">{device.address}</bdi>;
  // Server and browser may carry different editions of the names.
  return (
    <span title={device.address} suppressHydrationWarning>
      {new Intl.DisplayNames(locale, { type: "region", fallback: "code" }).of(device.country)}
    </span>
  );
}

function nameOf(device: Device, t: ReturnType<typeof useTranslations<"account.devices">>): string {
  if (device.surface === "sdk") return t("program");
  if (device.surface === "mini_app") return t("miniApp");
  const { browser, system } = deviceName(device.userAgent);
  return browser !== null && system !== null ? t("browserOn", { browser, system }) : (browser ?? system ?? t("unknown"));
}

function DeviceSign({ device }: { device: Device }) {
  if (device.surface === "sdk") return <IconTerminal2 size={22} aria-hidden />;
  if (device.surface === "mini_app") return <IconBrandTelegram size={22} aria-hidden />;
  return deviceName(device.userAgent).handheld ? <IconDeviceMobile size={22} aria-hidden /> : <IconDeviceDesktop size={22} aria-hidden />;
}

function DeviceRow({ device }: { device: Device }) {
  const t = useTranslations("account.devices");
  const refresh = useAccountRefresh();
  const done = useDoneToast();
  const fail = useFailureToast();
  const revoke = useAmanatMutation("auth", "revokeSession", {
    onSuccess: () => done(t("ended")),
    onError: fail,
    onSettled: () => refresh("sessions"),
  });
  const name = nameOf(device, t);
  return (
    <Row
      roomy
      icon={<DeviceSign device={device} />}
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
          {device.address === "" ? null : (
            <>
              <Place device={device} />
              {" · "}
            </>
          )}
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
