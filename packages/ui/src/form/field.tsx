import { useId, type ReactNode } from "react";
import { lengthOf, placed, styled, type Placing } from "../parts/look.ts";
import classes from "./field.module.css";

/** What stands around everything somebody fills in. */
export type FieldProps = Placing & {
  label?: ReactNode;
  description?: ReactNode;
  /** What is wrong with it; `true` where that is said elsewhere. */
  error?: ReactNode;
  required?: boolean | undefined;
  /** Whether an asterisk says that it is required. */
  withAsterisk?: boolean | undefined;
};

/** What the element itself is given, so that it is found by its label and told with what is said of it. */
export type FieldControl = {
  id: string;
  className: string;
  required: boolean | undefined;
  "aria-invalid": true | undefined;
  "aria-describedby": string | undefined;
};

type Frame = FieldProps & {
  id: string | undefined;
  dir?: "ltr" | "rtl" | undefined;
  /** At the end of the line, inside the frame: a unit, or a button that is pressed there. */
  end?: ReactNode;
  endWidth?: number | string | undefined;
  isEndPressed?: boolean;
  children: (control: FieldControl) => ReactNode;
};

const isSaid = (node: ReactNode): boolean => node !== undefined && node !== null && node !== false && node !== "";

/** Label, description, the field, and what is wrong with it. */
export function Field(given: Frame) {
  const { id, dir, label, description, error, required, withAsterisk = required, end, endWidth, isEndPressed, children, ...more } = given;
  const made = useId();
  const own = id ?? made;
  const { place } = placed(more);
  const isWrong = isSaid(error);
  const says = isWrong && error !== true;
  const told = [says ? `${own}-error` : "", isSaid(description) ? `${own}-description` : ""].filter((each) => each !== "");
  return (
    <div className={classes.field} style={place}>
      {isSaid(label) ? (
        <label htmlFor={own} className={classes.label}>
          {label}
          {withAsterisk === true ? (
            <span className={classes.needed} aria-hidden="true">
              {" *"}
            </span>
          ) : null}
        </label>
      ) : null}
      {isSaid(description) ? (
        <p id={`${own}-description`} className={classes.description}>
          {description}
        </p>
      ) : null}
      <div
        className={classes.box}
        dir={dir}
        style={styled({ "--end": end === undefined ? undefined : lengthOf(endWidth ?? "2.5rem") })}
        data-wrong={isWrong ? true : undefined}
        data-with-end={end === undefined ? undefined : true}
      >
        {children({
          id: own,
          className: classes.input ?? "",
          required,
          "aria-invalid": isWrong ? true : undefined,
          "aria-describedby": told.length === 0 ? undefined : told.join(" "),
        })}
        {end === undefined ? null : (
          <span className={classes.end} data-pressed={isEndPressed === true ? true : undefined}>
            {end}
          </span>
        )}
      </div>
      {says ? (
        <p id={`${own}-error`} className={classes.error} data-field-error>
          {error}
        </p>
      ) : null}
    </div>
  );
}
