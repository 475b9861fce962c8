import { Text, Title } from "@amanat/ui";
import { IconCircleCheck, IconClipboardList, IconScale, IconShieldLock } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import classes from "./how.module.css";

const STEPS = [
  { key: "post", icon: IconClipboardList },
  { key: "choose", icon: IconScale },
  { key: "pay", icon: IconShieldLock },
  { key: "confirm", icon: IconCircleCheck },
] as const;

/** A deal in four steps. */
export function How() {
  const t = useTranslations("home");
  return (
    <section aria-labelledby="how-title">
      <Title order={2} id="how-title" mb="md">
        {t("how.title")}
      </Title>
      <ol className={classes.steps}>
        {STEPS.map(({ key, icon: Shape }) => (
          <li key={key} className={classes.step}>
            <span className={classes.icon}>
              <Shape size={24} stroke={1.7} aria-hidden />
            </span>
            <div>
              <Title order={3} className={classes.title}>
                {t(`how.${key}.title`)}
              </Title>
              <Text size="sm" c="dimmed">
                {t(`how.${key}.text`)}
              </Text>
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
