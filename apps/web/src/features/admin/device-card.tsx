"use client";

import type { DeviceDecision, DeviceView } from "@amanat/contracts";
import { AddressText, Button, Card, DateText, Facts, Group, Stack, StatusBadge, type Tone, UserWord } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { lateComponent } from "../../client/late-component.ts";
import { useLateDialog } from "../dialog/late-dialog.ts";

const DecideDeviceDialog = lateComponent(() => import("./decide-device-dialog.tsx"), "DecideDeviceDialog");

const TONES: Readonly<Record<DeviceView["status"], Tone>> = {
  asked: "waiting",
  active: "good",
  suspended: "attention",
  revoked: "neutral",
};

export function DeviceCard({ device }: { device: DeviceView }) {
  const t = useTranslations("admin.safekeeping");
  const dialog = useLateDialog();
  const [decision, setDecision] = useState<DeviceDecision>("suspend");
  const facts = [
    { label: t("owner"), value: <UserWord>{device.owner}</UserWord> },
    { label: t("address"), value: <AddressText address={device.address} /> },
    { label: t("movedBy"), value: <UserWord>{device.movedBy}</UserWord> },
    { label: t("movedAt"), value: <DateText value={device.movedAt} look="moment" /> },
  ];
  return (
    <Card component="article" padding="md" data-device={device.status}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <UserWord>{device.label}</UserWord>
          <StatusBadge tone={TONES[device.status]}>{t(`status.${device.status}`)}</StatusBadge>
        </Group>
        <Facts facts={facts} />
        {device.may.length === 0 ? null : (
          <Group gap="sm">
            {device.may.map((one) => (
              <Button
                key={one}
                variant="default"
                size="sm"
                onClick={() => {
                  setDecision(one);
                  dialog.open();
                }}
              >
                {t(`may.${one}`)}
              </Button>
            ))}
          </Group>
        )}
      </Stack>
      {dialog.wanted ? (
        <DecideDeviceDialog key={dialog.times} device={device} decision={decision} opened={dialog.opened} onClose={dialog.close} />
      ) : null}
    </Card>
  );
}
