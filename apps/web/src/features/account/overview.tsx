"use client";

import type { MeView } from "@amanat/contracts";
import { Button, Facts, Stack, Text, UserWord } from "@amanat/ui";
import { IconShieldLock } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useLateDialog } from "../dialog/late-dialog.ts";
import { lateComponent } from "../../client/late-component.ts";
import { LinkButton } from "../../client/links.tsx";
import { Section } from "../section/section.tsx";
import { TimeZone } from "./time-zone.tsx";

const ChangeEmail = lateComponent(() => import("./change-email.tsx"), "ChangeEmail");

/** Who one is here, as others and as Amanat know it. `now`: when the server wrote the page. */
export function Overview({ me, now }: { me: MeView; now: string }) {
  const t = useTranslations("account.overview");
  const email = useLateDialog();
  const roles = me.roles.map((role) => t(`role.${role}`)).join(t("comma"));
  return (
    <Stack gap="lg">
      <Section
        id="person"
        title={t("title")}
        action={
          <Button variant="light" onClick={email.open}>
            {me.email === null ? t("addEmail") : t("changeEmail")}
          </Button>
        }
      >
        <Facts
          facts={[
            { label: t("name"), value: <UserWord>{me.name}</UserWord> },
            { label: t("email"), value: me.email === null ? t("noEmail") : <bdi dir="ltr">{me.email}</bdi> },
            { label: t("roles"), value: roles },
          ]}
        />
        {email.wanted ? <ChangeEmail key={email.times} opened={email.opened} onClose={email.close} /> : null}
      </Section>
      <TimeZone me={me} now={now} />
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
