"use client";

import { BarChart } from "@mantine/charts";
import { getThemeColor, useDirection, useMantineTheme } from "@mantine/core";
import type { SVGProps } from "react";
import classes from "./bars.module.css";

export type BarsProps = {
  /** Each with its label under `label`, and the height of each bar under the bar's name. */
  data: readonly Readonly<Record<string, string | number>>[];
  bars: readonly { name: string; label: string; color: string }[];
  /** What a height reads like: in the reader's digits. */
  format: (value: number) => string;
  /** Of the whole picture, its legend with it, in pixels. */
  height: number;
};

type TickProps = { x?: number | string; y?: number | string; payload?: { value: unknown } };

/**
 * Bars beside each other, in the reading direction. A picture beside figures that are there in words: it is hidden from those who do not see it, and
 * nothing in it can be reached by the keyboard. The kit's sheet for all its charts is a tenth of the page's; what bars need of it stands beside this.
 */
export function Bars({ data, bars, format, height }: BarsProps) {
  const { dir } = useDirection();
  const theme = useMantineTheme();
  const rtl = dir === "rtl";
  // The kit's own ticks stand ten pixels inside the bars when axes are turned.
  const tick = (place: SVGProps<SVGTextElement>, read: (value: unknown) => string) => (props: TickProps) => (
    <text x={props.x} y={props.y} fill="currentColor" fontSize={12} {...place}>
      {read(props.payload?.value)}
    </text>
  );
  return (
    <div aria-hidden="true" dir="ltr" className={classes.frame} style={{ blockSize: height }}>
      {bars.length < 2 ? null : (
        <div className={classes.legend} dir={dir}>
          {bars.map(({ name, label, color }) => (
            <span key={name} className={classes.bar}>
              <span className={classes.swatch} style={{ background: getThemeColor(color, theme) }} />
              {label}
            </span>
          ))}
        </div>
      )}
      <BarChart
        classNames={{ root: classes.root ?? "", container: classes.container ?? "" }}
        data={data as Record<string, string | number>[]}
        dataKey="label"
        series={[...bars]}
        accessibilityLayer={false}
        valueFormatter={format}
        tickLine="none"
        gridColor="var(--am-border)"
        withTooltip={false}
        maxBarWidth={36}
        xAxisProps={{ reversed: rtl, interval: "preserveStartEnd", tick: tick({ dy: 14, textAnchor: "middle", direction: dir }, String) }}
        yAxisProps={{
          orientation: rtl ? "right" : "left",
          allowDecimals: false,
          tick: tick({ dy: 4, dx: rtl ? 4 : -4, textAnchor: rtl ? "start" : "end" }, (value) => format(Number(value))),
        }}
      />
    </div>
  );
}
