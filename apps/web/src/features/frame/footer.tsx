import { Group, Stack, Text } from "@amanat/ui";
import { IconShieldLock } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { Link } from "../../i18n/link.tsx";
import classes from "./frame.module.css";

const ABOUT = ["how", "fees", "terms", "privacy", "help", "claim"] as const;

/** The one safety rule everybody should read on every page, and the way to everything about Amanat. */
export function Footer({ contact }: { contact: string | null }) {
  const t = useTranslations("common.footer");
  return (
    <Stack gap="md">
      <nav aria-label={t("label")} className={classes.about}>
        {ABOUT.map((page) => (
          <Link key={page} href={`/${page}`} prefetch={false} className={classes.aboutLink}>
            {t(page)}
          </Link>
        ))}
        {contact === null ? null : (
          <a href={`mailto:${contact}`} className={classes.aboutLink}>
            {t("contact")}
          </a>
        )}
      </nav>
      <Stack gap={4}>
        <Group gap="xs" wrap="nowrap" align="flex-start">
          <IconShieldLock size={20} aria-hidden style={{ flex: "none" }} />
          <Text size="sm">{t("promise")}</Text>
        </Group>
        <Text size="sm" c="dimmed">
          {t("meaning")}
        </Text>
      </Stack>
    </Stack>
  );
}
