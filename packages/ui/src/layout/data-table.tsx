import { Table, TableScrollContainer, TableTbody, TableTd, TableTh, TableThead, TableTr } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./data-table.module.css";
import { VisuallyHidden } from "../parts/boxes.tsx";

export type Column<Row> = {
  key: string;
  title: string;
  render: (row: Row) => ReactNode;
  /** The same as plain text, in a file of the list. A column without it (buttons, mostly) is left out there. */
  text?: (row: Row) => string;
  /** Logical, unlike most tables': `end` for amounts. */
  align?: "start" | "end";
};

export type DataTableProps<Row> = {
  /** What the table lists, for screen readers. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** The same row as a card, for phones. Without it the table scrolls sideways there. */
  card?: (row: Row) => ReactNode;
  minWidth?: number;
};

/** Rows as a table on a desk and as cards on a phone, from one list of data. */
export function DataTable<Row>({ caption, columns, rows, rowKey, card, minWidth = 640 }: DataTableProps<Row>) {
  const table = (
    <TableScrollContainer minWidth={minWidth} type="native" className={classes.frame}>
      <Table verticalSpacing="sm" horizontalSpacing="md" highlightOnHover>
        <caption className={classes.caption}>
          <VisuallyHidden>{caption}</VisuallyHidden>
        </caption>
        <TableThead>
          <TableTr>
            {columns.map((column) => (
              <TableTh key={column.key} scope="col" className={column.align === "end" ? classes.end : classes.start}>
                {column.title}
              </TableTh>
            ))}
          </TableTr>
        </TableThead>
        <TableTbody>
          {rows.map((row) => (
            <TableTr key={rowKey(row)}>
              {columns.map((column) => (
                <TableTd key={column.key} className={column.align === "end" ? classes.end : classes.start}>
                  {column.render(row)}
                </TableTd>
              ))}
            </TableTr>
          ))}
        </TableTbody>
      </Table>
    </TableScrollContainer>
  );
  if (card === undefined) return table;
  return (
    <>
      <div className={classes.desk}>{table}</div>
      <ul className={classes.phone} aria-label={caption}>
        {rows.map((row) => (
          <li key={rowKey(row)}>{card(row)}</li>
        ))}
      </ul>
    </>
  );
}
