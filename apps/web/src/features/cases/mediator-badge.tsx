"use client";

import { isolated } from "@amanat/i18n";
import { Badge, Group, Text } from "@amanat/ui";
import { IconScale } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

/** That somebody rules in a case. Drawn from what the platform says of their part, never from a name or a text. */
export function MediatorBadge() {
  const t = useTranslations("common");
  return (
    <Badge color="lapis" miw="max-content" leftSection={<IconScale size={16} aria-hidden />} data-mediator>
      {t("mediator")}
    </Badge>
  );
}

/** Who rules, the badge first: what stands behind it is a name anybody could have. */
export function MediatorName({ name, children }: { name: string; children?: ReactNode }) {
  return (
    <Group gap="xs">
      <MediatorBadge />
      <Text component="span" fw={600}>
        {isolated(name)}
      </Text>
      {children}
    </Group>
  );
}
