"use client";

import type { DeviceDecision, DeviceView } from "@amanat/contracts";
import { FullAddress, Text } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useRefreshAfter } from "../../client/stale.ts";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import type { LateDialogProps } from "../dialog/late-dialog-props.ts";
import { useDeskMutation } from "./recorded-calls.ts";

type Props = LateDialogProps & { device: DeviceView; decision: DeviceDecision };

/** One decision about a device, with what it means. */
export function DecideDeviceDialog({ device, decision, opened, onClose }: Props) {
  const t = useTranslations("admin.safekeeping");
  const deal = useTranslations("deal.action");
  const refresh = useRefreshAfter("safekeeping");
  const ends = useEnding(onClose);
  const decide = useDeskMutation("payment", "decideDevice", ends(t("decide.done"), refresh));
  const { id: deviceId, version, address } = device;
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t(`may.${decision}`)}
      error={decide.error}
      aboutMoney={false}
      actions={
        <Answers
          onClose={onClose}
          back={deal("back")}
          loading={decide.isPending}
          onClick={() => decide.mutate({ deviceId, version, decision })}
        >
          {t(`may.${decision}`)}
        </Answers>
      }
    >
      <Text dir="auto">{`${device.label} · ${device.owner}`}</Text>
      <FullAddress address={address} />
      <Text>{t(`decide.${decision}`)}</Text>
    </Dialog>
  );
}
