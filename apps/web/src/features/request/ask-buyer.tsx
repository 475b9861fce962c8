"use client";

import { Card, Group, Stack, Text, Title } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { OpenChat } from "../chat/open-chat.tsx";

/** A seller's way to the buyer, before anything is offered. */
export function AskBuyer({ requestId }: { requestId: string }) {
  const t = useTranslations("offer.chat");
  return (
    <Card component="section" aria-labelledby="ask-title">
      <Group justify="space-between" gap="sm">
        <Stack gap={2}>
          <Title order={2} id="ask-title" size="h4">
            {t("askTitle")}
          </Title>
          <Text size="sm" c="dimmed">
            {t("askText")}
          </Text>
        </Stack>
        <OpenChat about={{ requestId }} label={t("ask")} />
      </Group>
    </Card>
  );
}
