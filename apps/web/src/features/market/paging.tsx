import { Group } from "@amanat/ui";
import { IconChevronLeft, IconChevronRight } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { LinkButton } from "../../client/links.tsx";

export type PagingProps = {
  path: string;
  /** The query of this list without its cursor. */
  query: Readonly<Record<string, string>>;
  nextCursor: string | null;
  /** Whether this is not the first page. */
  further: boolean;
};

/** Onward and back to the start of a list; the cursor stands in the address, so a page can be shared. */
export function Paging({ path, query, nextCursor, further }: PagingProps) {
  const t = useTranslations("common");
  if (nextCursor === null && !further) return null;
  return (
    <Group component="nav" aria-label={t("paging.label")} justify="center" gap="sm">
      {further ? (
        <LinkButton href={{ pathname: path, query }} variant="default" leftSection={<IconChevronLeft size={18} aria-hidden data-flip />}>
          {t("paging.first")}
        </LinkButton>
      ) : null}
      {nextCursor === null ? null : (
        <LinkButton
          href={{ pathname: path, query: { ...query, cursor: nextCursor } }}
          variant="default"
          rightSection={<IconChevronRight size={18} aria-hidden data-flip />}
        >
          {t("paging.next")}
        </LinkButton>
      )}
    </Group>
  );
}
