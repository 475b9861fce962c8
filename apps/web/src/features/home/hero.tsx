import { Button, Group, Text, Title } from "@amanat/ui";
import { IconList, IconPlus } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { LinkButton } from "../../client/links.tsx";
import classes from "./hero.module.css";

/** What Amanat is, in one breath, and the two things to do. */
export function Hero() {
  const t = useTranslations("home");
  const common = useTranslations("common");
  return (
    <section className={classes.hero} aria-labelledby="hero-title">
      <Lattice />
      <div className={classes.text}>
        <Title order={1} id="hero-title" className={classes.title}>
          {t("hero.title")}
        </Title>
        <Text className={classes.lead}>{t("hero.lead")}</Text>
        <Group gap="sm" mt="lg">
          <LinkButton href="/requests/new" size="lg" className={classes.primary ?? ""} leftSection={<IconPlus size={20} aria-hidden />}>
            {common("nav.new")}
          </LinkButton>
          <Button component="a" href="#open" size="lg" className={classes.secondary ?? ""} leftSection={<IconList size={20} aria-hidden />}>
            {t("hero.browse")}
          </Button>
        </Group>
      </div>
    </section>
  );
}

/** Girih stars, faint: the pattern of chests and doors that keep things. */
function Lattice() {
  return (
    <svg className={classes.lattice} aria-hidden="true" focusable="false">
      <defs>
        <pattern id="girih" width="72" height="72" patternUnits="userSpaceOnUse">
          <g fill="none" stroke="currentColor" strokeWidth="1">
            <rect x="20" y="20" width="32" height="32" />
            <rect x="20" y="20" width="32" height="32" transform="rotate(45 36 36)" />
            <path d="M36 0v13.4M36 58.6V72M0 36h13.4M58.6 36H72M0 0l20 20M72 0 52 20M0 72l20-20M72 72 52 52" />
          </g>
        </pattern>
      </defs>
      <rect width="100%" height="100%" fill="url(#girih)" />
    </svg>
  );
}
