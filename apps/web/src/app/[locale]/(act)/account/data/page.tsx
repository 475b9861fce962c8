import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { DataWords } from "../../../../../features/data/data-words.tsx";
import { MyData } from "../../../../../features/data/my-data.tsx";
import { serverApi } from "../../../../../server-api/caller.ts";
import { requireUser } from "../../../../../server-api/me.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("data"))("title") };
}

export default async function MyDataPage() {
  await requireUser("/account/data");
  const api = await serverApi();
  return (
    <DataWords>
      <MyData first={await api.retention.myData({})} />
    </DataWords>
  );
}
