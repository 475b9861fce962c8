import { EmptyState } from "@amanat/ui";
import { IconHelp } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { LinkButton } from "../../client/links.tsx";

/** The same page for what does not exist and for what belongs to somebody else. */
export function NotFoundPage() {
  const t = useTranslations("common");
  return (
    <EmptyState icon={IconHelp} order={1} title={t("notFound.title")} action={<LinkButton href="/">{t("notFound.home")}</LinkButton>}>
      {t("notFound.text")}
    </EmptyState>
  );
}
