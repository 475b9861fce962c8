"use client";

import type { MeView } from "@amanat/contracts";
import { Facts, Stack, Text, UserWord } from "@amanat/ui";
import { IconShieldLock } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { LinkButton } from "../../client/links.tsx";
import { Section } from "./section.tsx";

/** Who one is here, as others and as Amanat know it. */
export function Overview({ me }: { me: MeView }) {
  const t = useTranslations("account.overview");
  const roles = me.roles.map((role) => t(`role.${role}`)).join(t("comma"));
  return (
    <Stack gap="lg">
      <Section id="person" title={t("title")}>
        <Facts
          facts={[
            { label: t("name"), value: <UserWord>{me.name}</UserWord> },
            { label: t("email"), value: me.email === null ? t("noEmail") : <bdi dir="ltr">{me.email}</bdi> },
            { label: t("roles"), value: roles },
          ]}
        />
      </Section>
      <Section id="safety" title={t("safetyTitle")}>
        <Text>{t("safety")}</Text>
        <div>
          <LinkButton href="/account/security" variant="light" leftSection={<IconShieldLock size={20} aria-hidden />}>
            {t("toSecurity")}
          </LinkButton>
        </div>
      </Section>
    </Stack>
  );
}
