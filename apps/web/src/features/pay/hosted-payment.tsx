import { Button, Stack, Text } from "@amanat/ui";
import { IconExternalLink } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";

/** Paying on a page of a provider's. The host is named: it is what somebody decides by before opening. */
export function HostedPayment({ url }: { url: string }) {
  const t = useTranslations("pay.method");
  return (
    <Stack gap={6} align="flex-start" data-hosted>
      <Button
        component="a"
        href={url}
        target="_blank"
        rel="noopener noreferrer"
        variant="default"
        rightSection={<IconExternalLink size={18} aria-hidden data-flip />}
      >
        {t("hosted", { host: `\u2068${new URL(url).host}\u2069` })}
      </Button>
      <Text size="sm" c="dimmed">
        {t("hostedHint")}
      </Text>
    </Stack>
  );
}
