import { Group, Stack, Text } from "@amanat/ui";
import { IconShieldLock } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";

/** The one safety rule everybody should read on every page. */
export function Footer() {
  const t = useTranslations("common");
  return (
    <Stack gap={4}>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <IconShieldLock size={20} aria-hidden style={{ flex: "none" }} />
        <Text size="sm">{t("footer.promise")}</Text>
      </Group>
      <Text size="sm" c="dimmed">
        {t("footer.meaning")}
      </Text>
    </Stack>
  );
}
