import { once } from "node:events";
import { createServer } from "node:http";

type Listed = { readonly ticker: string; readonly address: string };
type Edition = {
  readonly date: string;
  readonly listed: readonly Listed[];
  /** Bytes of parties without any address. */ readonly padding?: number;
};

/** How the server behaves: as the real one, or as the real one on a bad day. */
type Weather = "fair" | "down" | "cut off" | "page of html" | "moved";

/** OFAC's server as far as Amanat knows it: `sdn_advanced.xml`, by the format's schema. */
export interface FakeOfac {
  /** For `OFAC_LIST_URL`. */
  readonly url: string;
  readonly fetches: number;
  weather: Weather;
  publish(edition: Edition): void;
  close(): Promise<void>;
}

/** Party names, dates of birth and features of other kinds fill the real file; an address is one line of it. */
export function sdnAdvanced({ date, listed, padding = 0 }: Edition): string {
  const [year = "", month = "", day = ""] = date.split("-");
  const tickers = [...new Set(listed.map(({ ticker }) => ticker))];
  const idOf = (ticker: string) => 344 + tickers.indexOf(ticker);
  const types = tickers.map(
    (ticker) => `      <FeatureType ID="${idOf(ticker)}" FeatureTypeGroupID="1">Digital Currency Address - ${ticker}</FeatureType>`,
  );
  const parties = listed.map(({ ticker, address }, index) => party(index, idOf(ticker), address));
  const filler = party(9_000, 8, "13 May 1971 &amp; later");
  return [
    `<?xml version="1.0" encoding="utf-8" standalone="yes"?>`,
    `<Sanctions xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://www.un.org/sanctions/1.0" Version="1">`,
    `  <DateOfIssue CalendarTypeID="1"><Year>${year}</Year><Month>${Number(month)}</Month><Day>${Number(day)}</Day></DateOfIssue>`,
    `  <ReferenceValueSets>`,
    `    <FeatureTypeValues>`,
    `      <FeatureType ID="8" FeatureTypeGroupID="1">Birthdate</FeatureType>`,
    ...types,
    `    </FeatureTypeValues>`,
    `  </ReferenceValueSets>`,
    `  <DistinctParties>`,
    ...parties,
    ...Array.from({ length: Math.ceil(padding / filler.length) }, () => filler),
    `  </DistinctParties>`,
    `</Sanctions>`,
    ``,
  ].join("\n");
}

const party = (index: number, type: number, text: string) =>
  [
    `    <DistinctParty FixedRef="${30_000 + index}"><Comment /><Profile ID="${30_000 + index}" PartySubTypeID="4">`,
    `      <Identity ID="${40_000 + index}"><Alias AliasTypeID="1403"><DocumentedName ID="1"><DocumentedNamePart><NamePartValue ScriptID="215">SOMEBODY ${index}</NamePartValue></DocumentedNamePart></DocumentedName></Alias></Identity>`,
    `      <Feature ID="${50_000 + index}" FeatureTypeID="${type}"><FeatureVersion ID="${60_000 + index}" ReliabilityID="1560"><Comment /><VersionDetail DetailTypeID="1432">${text}</VersionDetail></FeatureVersion><IdentityReference IdentityID="${40_000 + index}" /></Feature>`,
    `    </Profile></DistinctParty>`,
  ].join("\n");

export async function fakeOfac(first: Edition): Promise<FakeOfac> {
  let edition = first;
  let fetches = 0;
  const server = createServer((request, response) => {
    if (request.url === "/elsewhere.xml" || (request.url === "/sdn_advanced.xml" && fake.weather !== "moved")) {
      fetches += 1;
      if (fake.weather === "down") return void response.writeHead(503).end();
      if (fake.weather === "page of html")
        return void response.writeHead(200).end("<!DOCTYPE html><html><body>Access denied</body></html>");
      const body = Buffer.from(sdnAdvanced(edition));
      response.writeHead(200, { "content-type": "application/xml" });
      return void response.end(fake.weather === "cut off" ? body.subarray(0, body.length - 40) : body);
    }
    if (request.url === "/sdn_advanced.xml") return void response.writeHead(302, { location: "/elsewhere.xml" }).end();
    response.writeHead(404).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const fake: FakeOfac = {
    url: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/sdn_advanced.xml`,
    get fetches() {
      return fetches;
    },
    weather: "fair",
    publish(next) {
      edition = next;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return fake;
}
