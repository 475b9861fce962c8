import { clsx } from "clsx";
import { useId, type ComponentProps, type ReactNode } from "react";
import { coloursOf } from "./colours.ts";
import { placed, styled, type Colour, type Placing, type Size } from "./look.ts";
import classes from "./notes.module.css";

export type BadgeProps = Placing & { color?: Colour; leftSection?: ReactNode };

/** A word or two that stand out. */
export function Badge({
  color = "pine",
  leftSection,
  className,
  children,
  ...props
}: BadgeProps & Omit<ComponentProps<"div">, keyof BadgeProps>) {
  const { place, rest } = placed(props);
  const icon = leftSection === undefined || leftSection === null ? null : <span className={classes.badgeIcon}>{leftSection}</span>;
  return (
    <div
      {...rest}
      className={clsx(classes.badge, className)}
      style={styled(coloursOf("light", color), place)}
      data-with-icon={icon === null ? undefined : true}
    >
      {icon}
      <span className={classes.badgeLabel}>{children}</span>
    </div>
  );
}

export type AlertProps = Placing & { color?: Colour; icon?: ReactNode; title?: ReactNode; radius?: Size };

/** Something to be told beside everything else. */
export function Alert({
  color = "pine",
  icon,
  title,
  radius,
  role = "alert",
  className,
  children,
  ...props
}: AlertProps & Omit<ComponentProps<"div">, keyof AlertProps>) {
  const id = useId();
  const { place, rest } = placed(props);
  const vars = { ...coloursOf("light", color), "--radius": radius === undefined ? undefined : `var(--mantine-radius-${radius})` };
  const isSaid = children !== undefined && children !== null && children !== "";
  return (
    <div
      {...rest}
      role={role}
      className={clsx(classes.alert, className)}
      style={styled(vars, place)}
      aria-labelledby={title === undefined ? undefined : `${id}title`}
      aria-describedby={isSaid ? `${id}text` : undefined}
    >
      {icon === undefined || icon === null ? null : <div className={classes.alertIcon}>{icon}</div>}
      <div className={classes.alertBody}>
        {title === undefined ? null : (
          <div className={classes.alertTitle}>
            <span id={`${id}title`}>{title}</span>
          </div>
        )}
        {isSaid ? (
          <div id={`${id}text`} className={classes.alertText}>
            {children}
          </div>
        ) : null}
      </div>
    </div>
  );
}
