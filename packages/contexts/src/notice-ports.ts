import { addresseesOf, adminIds, grantsAsked } from "@amanat/auth";
import { namedConversations } from "@amanat/chat";
import { publicId } from "@amanat/contracts";
import { partiesOf } from "@amanat/deals";
import { namedDossiers } from "@amanat/dossier";
import { caseStandings, mediatorsBefore } from "@amanat/disputes";
import { workingAddresses } from "@amanat/mail";
import { namedOffers, requestFacts } from "@amanat/marketplace";
import type { Facts, FactsOf, NoticePorts } from "@amanat/notifications";
import { namedDestinations, namedPayouts, namedSafekeeping } from "@amanat/payment";
import { subscribed } from "@amanat/push";
import { namedExports } from "@amanat/retention";
import { namedWebhooks } from "@amanat/webhooks";
import { CHAT_PORTS } from "./chat-ports.ts";

const dealPage = (id: string): string => `/deals/${publicId("deal", id)}`;
const byId = <Row extends { readonly id: string }>(rows: readonly Row[], facts: (row: Row) => Facts): Map<string, Facts> =>
  new Map(rows.map((row) => [row.id, facts(row)]));

const known = (ids: readonly (string | null | undefined)[]): string[] => ids.filter((id) => id !== null && id !== undefined);
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
      { people: { owner: [ownerId] }, title, titledBy: ownerId, place: `/requests/${publicId("request", id)}` },
    ]),
  );
};

const conversation: FactsOf = async (tx, ids) => {
  const rows = await namedConversations(tx, ids);
  const standings = await CHAT_PORTS.standings(tx, rows);
  return new Map(
    rows.map(({ id, title }, n) => {
      const people = standings[n]?.people ?? [];
      const [titledBy] = of(people, "buyer");
      return [
        id,
        {
          people: { buyer: of(people, "buyer"), seller: of(people, "seller"), mediator: of(people, "staff") },
          title,
          ...(titledBy === undefined ? {} : { titledBy }),
          place: `/messages/${publicId("conversation", id)}`,
        },
      ];
    }),
  );
};

const offer: FactsOf = async (tx, ids) =>
  byId(await namedOffers(tx, ids), ({ requestId, title, buyerId, sellerId }) => ({
    people: { buyer: [buyerId], seller: [sellerId] },
    title,
    titledBy: buyerId,
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

const dossier: FactsOf = async (tx, ids) => {
  const rows = await namedDossiers(tx, ids);
  const deals = await partiesOf(
    tx,
    rows.map(({ dealId }) => dealId),
  );
  return byId(rows, ({ dealId, readerId }) => {
    const { title = "", people = [] } = deals.get(dealId) ?? {};
    const place = people.some(({ userId }) => userId === readerId) ? dealPage(dealId) : `/admin/deals/${publicId("deal", dealId)}`;
    return { people: { owner: [readerId] }, title, place };
  });
};
const exported: FactsOf = async (tx, ids) =>
  byId(await namedExports(tx, ids), ({ userId }) => ({ people: { owner: [userId] }, title: "", place: "/account/data" }));

/** What is the person's own account: they are told themselves. */
const account: FactsOf = (_tx, ids) =>
  Promise.resolve(new Map(ids.map((id) => [id, { people: { owner: [id] }, title: "", place: "/account/security" }])));

/** The deletion of a person's account, by their id. */
const departure: FactsOf = (_tx, ids) =>
  Promise.resolve(new Map(ids.map((id) => [id, { people: { owner: [id] }, title: "", place: "/account/data" }])));

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

const safekeeping: FactsOf = async (tx, ids) => {
  const staff = await adminIds(tx);
  return byId(await namedSafekeeping(tx, ids), ({ by, what }) => ({
    people: { staff },
    title: by,
    detail: what,
    place: "/admin/safekeeping",
  }));
};

/** A case to its sides. */
const ofCase: FactsOf = async (tx, ids) =>
  byId([...(await caseStandings(tx, ids)).values()], ({ id, title, buyerId, sellerId }) => ({
    people: { buyer: [buyerId], seller: [sellerId] },
    title,
    place: `/cases/${publicId("case", id)}`,
  }));

/** A case to those who rule. */
const mediation: FactsOf = async (tx, ids) => {
  const [staff, cases, before] = [await adminIds(tx), await caseStandings(tx, ids), await mediatorsBefore(tx, ids)];
  return byId([...cases.values()], ({ id, title, mediatorId }) => ({
    people: { staff, mediator: known([mediatorId ?? before.get(id)?.freed]) },
    title,
    place: `/admin/disputes/${publicId("case", id)}`,
  }));
};

/** A case to whom it was taken from: they see nothing of it any more, and are led to the desk. */
const taken: FactsOf = async (tx, ids) => {
  const [cases, before] = [await caseStandings(tx, ids), await mediatorsBefore(tx, ids)];
  return byId([...cases.values()], ({ id, title }) => ({
    people: { mediator: known([before.get(id)?.left]) },
    title,
    place: "/admin/disputes",
  }));
};

/** Who is told of what belongs to each context, and by which address. A channel that is not among `reaches` is not connected: nobody is offered it. */
export const NOTICES: NoticePorts = {
  readersOf: addresseesOf,
  facts: {
    deal,
    request,
    offer,
    payout,
    destination,
    webhook,
    account,
    grant,
    incident,
    safekeeping,
    conversation,
    dossier,
    export: exported,
    departure,
    case: ofCase,
    mediation,
    taken,
  },
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
