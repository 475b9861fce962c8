import { addresseesOf, adminIds, grantsAsked } from "@amanat/auth";
import { namedConversations } from "@amanat/chat";
import { publicId } from "@amanat/contracts";
import { partiesOf } from "@amanat/deals";
import { workingAddresses } from "@amanat/mail";
import { namedOffers, requestFacts } from "@amanat/marketplace";
import type { Facts, FactsOf, NoticePorts } from "@amanat/notifications";
import { namedDestinations, namedPayouts } from "@amanat/payment";
import { subscribed } from "@amanat/push";
import { namedWebhooks } from "@amanat/webhooks";
import { CHAT_PORTS } from "./chat-ports.ts";

const dealPage = (id: string): string => `/deals/${publicId("deal", id)}`;
const byId = <Row extends { readonly id: string }>(rows: readonly Row[], facts: (row: Row) => Facts): Map<string, Facts> =>
  new Map(rows.map((row) => [row.id, facts(row)]));

const of = (people: readonly { readonly userId: string; readonly role: string }[], part: string): string[] =>
  people.filter(({ role }) => role === part).map(({ userId }) => userId);

const deal: FactsOf = async (tx, ids) => {
  const deals = await partiesOf(tx, ids);
  return new Map(
    [...deals].map(([id, { title, people }]) => [
      id,
      { people: { buyer: of(people, "buyer"), seller: of(people, "seller") }, title, place: dealPage(id) },
    ]),
  );
};

const request: FactsOf = async (tx, ids) => {
  const requests = await requestFacts(tx, ids);
  return new Map(
    [...requests].map(([id, { title, ownerId }]) => [
      id,
      { people: { owner: [ownerId] }, title, place: `/requests/${publicId("request", id)}` },
    ]),
  );
};

const conversation: FactsOf = async (tx, ids) => {
  const rows = await namedConversations(tx, ids);
  const standings = await CHAT_PORTS.standings(tx, rows);
  return new Map(
    rows.map(({ id, title }, n) => {
      const people = standings[n]?.people ?? [];
      return [
        id,
        { people: { buyer: of(people, "buyer"), seller: of(people, "seller") }, title, place: `/messages/${publicId("conversation", id)}` },
      ];
    }),
  );
};

const offer: FactsOf = async (tx, ids) =>
  byId(await namedOffers(tx, ids), ({ requestId, title, buyerId, sellerId }) => ({
    people: { buyer: [buyerId], seller: [sellerId] },
    title,
    place: `/requests/${publicId("request", requestId)}`,
  }));

const payout: FactsOf = async (tx, ids) =>
  byId(await namedPayouts(tx, ids), ({ scope, ownerId, title, ofDeal, reason }) => ({
    people: { owner: ownerId === null ? [] : [ownerId] },
    title,
    detail: reason,
    place: ofDeal ? dealPage(scope) : "/deals",
  }));

const destination: FactsOf = async (tx, ids) => {
  const rows = await namedDestinations(tx, ids);
  const scopes = rows.map(({ scope }) => scope);
  const deals = await partiesOf(tx, scopes);
  return byId(rows, ({ scope, ownerId, address }) => ({
    people: { owner: ownerId === null ? [] : [ownerId] },
    title: deals.get(scope)?.title ?? "",
    detail: address,
    place: dealPage(scope),
  }));
};

const webhook: FactsOf = async (tx, ids) => {
  const rows = await namedWebhooks(tx, ids);
  const admins = rows.some(({ ofTenant }) => ofTenant) ? await adminIds(tx) : [];
  return byId(rows, ({ id, host, description, ownerId, ofTenant }) => ({
    people: { owner: ofTenant ? admins : [ownerId] },
    title: description === "" ? host : description,
    detail: host,
    place: `/account/webhooks/${publicId("webhook", id)}`,
  }));
};

/** What is the person's own account: they are told themselves. */
const account: FactsOf = (_tx, ids) =>
  Promise.resolve(new Map(ids.map((id) => [id, { people: { owner: [id] }, title: "", place: "/account/security" }])));

const grant: FactsOf = async (tx, ids) => {
  const admins = await adminIds(tx);
  return byId(await grantsAsked(tx, ids), ({ userId, askedBy, askedFor }) => ({
    people: { staff: admins.filter((id) => id !== userId), owner: [userId] },
    title: askedBy,
    detail: askedFor,
    place: "/admin/people",
  }));
};

const incident: FactsOf = async (tx, ids) => {
  const staff = await adminIds(tx);
  return new Map(ids.map((id) => [id, { people: { staff }, title: "", place: "/admin/incidents" }]));
};

const ruling: FactsOf = async (tx, ids) => {
  const [staff, deals] = [await adminIds(tx), await partiesOf(tx, ids)];
  return new Map([...deals].map(([id, { title }]) => [id, { people: { staff }, title, place: `/admin/deals/${publicId("deal", id)}` }]));
};

/** Who is told of what belongs to each context, and by which address. A channel that is not among `reaches` is not connected: nobody is offered it. */
export const NOTICES: NoticePorts = {
  readersOf: addresseesOf,
  facts: { deal, request, offer, payout, destination, webhook, account, grant, incident, ruling, conversation },
  reaches: {
    async mail(ctx, readers) {
      const working = await workingAddresses(
        ctx,
        readers.flatMap(({ email }) => email ?? []),
      );
      return new Set(readers.filter(({ email }) => email !== null && working.has(email)).map(({ id }) => id));
    },
    push: (ctx, readers) =>
      subscribed(
        ctx,
        readers.map(({ id }) => id),
      ),
  },
};
