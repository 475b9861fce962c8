"use client";

import { Button, Text } from "@amanat/ui";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Outside } from "../auth/session.ts";
import { Row } from "../section/section.tsx";

/** `children`: what came of the last try. */
export type LinkRowProps = { provider: Outside; icon: ReactNode; busy: boolean; onLink: () => void; children?: ReactNode };

/** An account elsewhere that could open this one, and the button that links it. */
export function LinkRow({ provider, icon, busy, onLink, children }: LinkRowProps) {
  const t = useTranslations("account.ways");
  const name = t(`provider.${provider}`);
  return (
    <Row
      icon={icon}
      name={
        <Text fw={600} component="span">
          {name}
        </Text>
      }
      details={
        <>
          {t("notLinked")}
          {children}
        </>
      }
      actions={
        <Button variant="default" aria-label={t("linkNamed", { name })} loading={busy} onClick={onLink}>
          {t("link")}
        </Button>
      }
    />
  );
}
