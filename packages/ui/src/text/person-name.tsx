import { NOBODY_NAME } from "@amanat/contracts";
import { useTranslations } from "next-intl";
import { UserWord } from "./user-text.tsx";

/** A person's name as it is shown: somebody whose account is deleted has none any more. */
export function useNameOf(): (name: string) => string {
  const t = useTranslations("common");
  return (name) => (name === NOBODY_NAME ? t("gone") : name);
}

/** A person's name inside a sentence of ours. */
export function PersonWord({ children }: { children: string }) {
  const nameOf = useNameOf();
  return <UserWord>{nameOf(children)}</UserWord>;
}
