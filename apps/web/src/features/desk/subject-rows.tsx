"use client";

import type { SubjectRow } from "@amanat/contracts";
import { Card, DataTable, DateText, Group, Money, Stack, Text, type Column } from "@amanat/ui";
import { useAssetOf } from "../money/asset-of.ts";
import { PersonLink, SubjectLink, SubjectStatus } from "./subject-columns.tsx";

type Props = { caption: string; rows: readonly SubjectRow[]; columns: readonly Column<SubjectRow>[] };

/** Deals, requests or payouts: a table on a desk, cards on a phone. */
export function SubjectRows({ caption, rows, columns }: Props) {
  return (
    <DataTable
      caption={caption}
      columns={columns}
      rows={rows}
      rowKey={({ kind, id }) => `${kind} ${id}`}
      minWidth={900}
      card={(row) => <SubjectCard row={row} />}
    />
  );
}

function SubjectCard({ row }: { row: SubjectRow }) {
  const assetOf = useAssetOf();
  return (
    <Card padding="md" component="article">
      <Stack gap={6}>
        <Group justify="space-between" gap="xs" align="flex-start">
          <SubjectLink row={row} />
          <SubjectStatus row={row} />
        </Group>
        <Money amount={row.amount} asset={assetOf(row.asset)} withChain />
        <Group gap="xs">
          {row.people.map((person) => (
            <PersonLink key={person.id} person={person} />
          ))}
        </Group>
        <Text size="sm" c="dimmed">
          <DateText value={row.changedAt} look="moment" />
        </Text>
      </Stack>
    </Card>
  );
}
