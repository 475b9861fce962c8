"use client";

import type { BreakGlassView, SafekeepingView } from "@amanat/contracts";
import {
  Alert,
  Button,
  DateText,
  EmptyState,
  ErrorState,
  Group,
  PageHeader,
  Skeleton,
  Stack,
  Text,
  TitledCard,
  UserText,
} from "@amanat/ui";
import { IconAlertTriangle, IconKey } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { lateComponent } from "../../client/late-component.ts";
import { useMe } from "../../client/me.tsx";
import { useAmanatQuery } from "../../client/query.ts";
import { useRefreshAfter } from "../../client/stale.ts";
import { useLateDialog } from "../dialog/late-dialog.ts";
import { DeviceCard } from "./device-card.tsx";
import { useDeskMutation } from "./recorded-calls.ts";

const RegisterDeviceDialog = lateComponent(() => import("./register-device-dialog.tsx"), "RegisterDeviceDialog");
const BreakGlassDialog = lateComponent(() => import("./break-glass-dialog.tsx"), "BreakGlassDialog");

const POLL_MS = 15_000;

/** Devices that sign approvals, whether one has to now, and the hours in which none had to. */
export function SafekeepingPage() {
  const t = useTranslations("admin.safekeeping");
  const found = useAmanatQuery("payment", "safekeeping", {}, { refetchInterval: POLL_MS });
  return (
    <Stack gap="xl">
      <PageHeader title={t("title")} lead={t("lead")} />
      {found.data !== undefined ? (
        <Parts view={found.data} />
      ) : found.error === null ? (
        <Skeleton height={320} aria-label={t("title")} />
      ) : (
        <ErrorState error={found.error} money="none" onRetry={() => void found.refetch()} />
      )}
    </Stack>
  );
}

function Parts({ view }: { view: SafekeepingView }) {
  const t = useTranslations("admin.safekeeping");
  const admin = useMe()?.roles.includes("admin") ?? false;
  const register = useLateDialog();
  return (
    <>
      <Now view={view} admin={admin} />
      <TitledCard id="devices" title={t("devices")}>
        {view.devices.length === 0 ? (
          <EmptyState icon={IconKey} title={t("empty")}>
            {t("emptyHint")}
          </EmptyState>
        ) : null}
        {view.devices.map((device) => (
          <DeviceCard key={device.id} device={device} />
        ))}
        {admin ? (
          <div>
            <Button variant="default" onClick={register.open}>
              {t("register.title")}
            </Button>
          </div>
        ) : null}
      </TitledCard>
      {view.history.length === 0 ? null : (
        <TitledCard id="glass-history" title={t("glass.history")}>
          {view.history.map((glass) => (
            <Past key={glass.id} glass={glass} />
          ))}
        </TitledCard>
      )}
      {register.wanted ? <RegisterDeviceDialog key={register.times} opened={register.opened} onClose={register.close} /> : null}
    </>
  );
}

function Now({ view: { required, glass }, admin }: { view: SafekeepingView; admin: boolean }) {
  const t = useTranslations("admin.safekeeping");
  const dialog = useLateDialog();
  return (
    <TitledCard id="safekeeping-now" title={t("now")}>
      <Text data-safekeeping={glass === null ? (required ? "required" : "free") : "broken"}>
        {t(required ? "required" : "notRequired")}
      </Text>
      {glass === null ? null : <Live glass={glass} />}
      {admin && required && glass === null ? (
        <div>
          <Button variant="default" leftSection={<IconAlertTriangle size={18} aria-hidden />} onClick={dialog.open}>
            {t("glass.break")}
          </Button>
        </div>
      ) : null}
      {dialog.wanted ? <BreakGlassDialog key={dialog.times} opened={dialog.opened} onClose={dialog.close} /> : null}
    </TitledCard>
  );
}

function Live({ glass }: { glass: BreakGlassView }) {
  const t = useTranslations("admin.safekeeping.glass");
  const refresh = useRefreshAfter("safekeeping");
  const end = useDeskMutation("payment", "endBreakGlass", { onSuccess: refresh });
  return (
    <>
      <Alert color="pomegranate" icon={<IconAlertTriangle aria-hidden />} title={t("live", { name: glass.by })}>
        <Stack gap="xs">
          <UserText>{glass.reason}</UserText>
          <Group gap={4}>
            <span>{t("until")}</span>
            <DateText value={glass.until} look="moment" />
          </Group>
        </Stack>
      </Alert>
      {end.error === null ? null : <ErrorState error={end.error} money="none" />}
      <div>
        <Button loading={end.isPending} onClick={() => end.mutate({ breakGlassId: glass.id })}>
          {t("end")}
        </Button>
      </div>
    </>
  );
}

function Past({ glass }: { glass: BreakGlassView }) {
  const t = useTranslations("admin.safekeeping.glass");
  return (
    <Stack gap={2}>
      <Text fw={600}>{t("by", { name: glass.by })}</Text>
      <UserText>{glass.reason}</UserText>
      <Group gap="xs">
        <DateText value={glass.startedAt} look="moment" />
        <Text c="dimmed">{glass.endedBy === null ? t("endedByTime") : t("endedBy", { name: glass.endedBy })}</Text>
      </Group>
    </Stack>
  );
}
