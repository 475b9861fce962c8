import type { PersonView } from "@amanat/contracts";
import { Text, PersonWord } from "@amanat/ui";
import { useTranslations } from "next-intl";

/** A counterpart by name and record. */
export function Person({ person }: { person: PersonView }) {
  const t = useTranslations("common");
  return (
    <span>
      <Text span fw={600}>
        <PersonWord>{person.name}</PersonWord>
      </Text>{" "}
      <Text span size="sm" c="dimmed">
        {t("person.completed", { count: person.completedDeals })}
      </Text>
    </span>
  );
}
