"use client";

import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconRefresh } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { CopyButton } from "../text/copy-button.tsx";
import { referenceOf, useErrorText } from "./error-text.ts";
import classes from "./state.module.css";

export type ErrorStateProps = {
  error: unknown;
  /** Whether money moved: `none` for reads and refused calls, `unknown` when a money call got no answer. */
  money?: "none" | "unknown" | "unmentioned";
  onRetry?: () => void;
  action?: ReactNode;
};

/** A failure in full: what happened, whether money moved, what to do, and the id to quote. */
export function ErrorState({ error, money = "none", onRetry, action }: ErrorStateProps) {
  const t = useTranslations("errors");
  const { title, text, failure } = useErrorText()(error);
  const reference = referenceOf(failure);
  return (
    <Alert color="pomegranate" variant="light" radius="lg" icon={<IconAlertTriangle aria-hidden />} title={title} role="alert">
      <Stack gap="xs">
        <Text>{text}</Text>
        {money === "unmentioned" ? null : <Text fw={600}>{t(`money.${money}`)}</Text>}
        {reference === null ? null : (
          <Group gap={4}>
            <Text size="sm" c="dimmed">
              {t("reference")}
            </Text>
            <bdi dir="ltr" className={classes.reference}>
              {reference}
            </bdi>
            <CopyButton value={reference} label={t("copyReference")} />
          </Group>
        )}
        <Group gap="sm">
          {onRetry === undefined ? null : (
            <Button variant="default" leftSection={<IconRefresh size={18} aria-hidden />} onClick={onRetry}>
              {t("retry")}
            </Button>
          )}
          {action}
        </Group>
      </Stack>
    </Alert>
  );
}
