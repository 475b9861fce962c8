"use client";

import type { PersonRow, Role } from "@amanat/contracts";
import { Badge, Button, Card, DataTable, DateText, Group, NativeSelect, Stack, Text, UserWord, type Column } from "@amanat/ui";
import { IconUsers } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { TextLink } from "../../client/links.tsx";
import { lateComponent } from "../../client/late-component.ts";
import { useAmanat } from "../../client/amanat.tsx";
import { useMe } from "../../client/me.tsx";
import { useLateDialog } from "../dialog/late-dialog.ts";
import { useAmanatQuery } from "../../client/query.ts";
import { AdminListPage } from "./admin-list.tsx";
import { peopleFilter } from "./people-filter.ts";
import { ROLE_ORDER } from "./roles.ts";
import { Standing } from "./standing.tsx";
import { Tight } from "./tight.tsx";
import { WaitingAdmin } from "./waiting-admin.tsx";
import { SearchForm } from "./search-form.tsx";

const RolesDialog = lateComponent(() => import("./roles-dialog.tsx"), "RolesDialog");
const PAGE = 20;
const ALL = { search: "", role: "all" as Role | "all" };

/** Everybody with an account, to find and to give roles to; filters live in the URL. */
export function People() {
  const t = useTranslations("admin.people");
  const [filter, setFilter] = useQueryStates(peopleFilter, { history: "push" });
  const amanat = useAmanat();
  const columns = useColumns();
  const wanted = {
    ...(filter.search === "" ? {} : { search: filter.search }),
    ...(filter.role === "all" ? {} : { role: filter.role }),
  };
  const page = useAmanatQuery("auth", "people", {
    limit: PAGE,
    ...wanted,
    ...(filter.cursor === null ? {} : { cursor: filter.cursor }),
  });
  const look = (change: Partial<typeof ALL>) => void setFilter({ ...change, cursor: null });
  const filtered = filter.search !== "" || filter.role !== "all";
  return (
    <AdminListPage
      title={t("title")}
      lead={t("lead")}
      filters={<Filters key={filter.search} search={filter.search} role={filter.role} onChange={look} />}
      file={{
        name: "people",
        columns,
        ask: (cursor) => amanat.auth.people({ limit: 100, ...wanted, ...(cursor === undefined ? {} : { cursor }) }),
      }}
      query={page}
      empty={{ icon: IconUsers, title: t("empty"), clear: filtered ? { label: t("clear"), act: () => look(ALL) } : null }}
      cursor={filter.cursor}
      onGo={(cursor) => void setFilter({ cursor })}
    >
      {(people) => <Rows people={people} columns={columns} />}
    </AdminListPage>
  );
}

type FilterProps = typeof ALL & { onChange: (change: Partial<typeof ALL>) => void };

function Filters({ search, role, onChange }: FilterProps) {
  const t = useTranslations("admin.people");
  const names = useTranslations("admin.role");
  return (
    <SearchForm label={t("search")} find={t("find")} search={search} onSearch={(typed) => onChange({ search: typed })}>
      <NativeSelect
        label={t("role")}
        value={role}
        onChange={(event) => onChange({ role: ROLE_ORDER.find((known) => known === event.currentTarget.value) ?? "all" })}
        data={[{ value: "all", label: t("anyRole") }, ...ROLE_ORDER.map((value) => ({ value, label: names(value) }))]}
      />
    </SearchForm>
  );
}

function useColumns(): readonly Column<PersonRow>[] {
  const t = useTranslations("admin.people");
  const names = useTranslations("admin.role");
  return [
    {
      key: "name",
      title: t("column.name"),
      render: (person) => (
        <Text fw={600} component="span">
          <TextLink href={`/admin/people/${person.id}`}>
            <UserWord>{person.name}</UserWord>
          </TextLink>
        </Text>
      ),
      text: ({ name }) => name,
    },
    {
      key: "email",
      title: t("column.email"),
      render: (person) => <bdi dir="ltr">{person.email ?? "–"}</bdi>,
      text: ({ email }) => email ?? "",
    },
    {
      key: "roles",
      title: t("column.roles"),
      render: (person) => <Roles person={person} />,
      text: ({ roles }) =>
        ROLE_ORDER.filter((role) => roles.includes(role))
          .map((role) => names(role))
          .join(", "),
    },
    {
      key: "created",
      title: t("column.created"),
      render: (person) => <DateText value={person.createdAt} />,
      text: ({ createdAt }) => createdAt,
    },
    {
      key: "act",
      title: t("column.act"),
      align: "end",
      render: (person) => (
        <Tight>
          <ChangeRoles person={person} />
        </Tight>
      ),
    },
  ];
}

function Rows({ people, columns }: { people: readonly PersonRow[]; columns: readonly Column<PersonRow>[] }) {
  const t = useTranslations("admin.people");
  return (
    <DataTable
      caption={t("title")}
      columns={columns}
      rows={people}
      rowKey={({ id }) => id}
      minWidth={820}
      card={(person) => (
        <Card padding="md" component="article">
          <Stack gap={6}>
            <Text fw={600}>
              <TextLink href={`/admin/people/${person.id}`}>
                <UserWord>{person.name}</UserWord>
              </TextLink>
            </Text>
            <Text size="sm" c="dimmed">
              <bdi dir="ltr">{person.email ?? "–"}</bdi> · <DateText value={person.createdAt} />
            </Text>
            <Roles person={person} />
            <ChangeRoles person={person} />
          </Stack>
        </Card>
      )}
    />
  );
}

function Roles({ person }: { person: PersonRow }) {
  const t = useTranslations("admin.role");
  const { roles } = person;
  const staff = (role: Role) => role !== "buyer" && role !== "seller";
  return (
    <Group gap={6}>
      {ROLE_ORDER.filter((role) => roles.includes(role)).map((role) => (
        <Badge key={role} color={staff(role) ? "pine" : "gray"}>
          {t(role)}
        </Badge>
      ))}
      <WaitingAdmin person={person} />
      <Standing person={person} />
    </Group>
  );
}

/** Only admins give roles, and nobody gives them to themselves. */
function ChangeRoles({ person }: { person: PersonRow }) {
  const t = useTranslations("admin.people");
  const me = useMe();
  const dialog = useLateDialog();
  if (me === null || !me.roles.includes("admin")) return null;
  if (me.id === person.id) return <Text size="sm">{t("self")}</Text>;
  return (
    <>
      <Button variant="default" aria-label={`${t("change")}: ${person.name}`} onClick={dialog.open}>
        {t("change")}
      </Button>
      {dialog.wanted ? <RolesDialog key={dialog.times} person={person} opened={dialog.opened} onClose={dialog.close} /> : null}
    </>
  );
}
